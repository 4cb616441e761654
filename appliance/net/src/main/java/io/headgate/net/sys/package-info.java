/**
 * The system calls we make, and what is needed to make them: constants by system, native addresses, errno texts,
 * privileges, namespaces. The only package that knows jnr.
 *
 * <p>Thread: stateless; errno belongs to the calling thread and is read at once.
 */
package io.headgate.net.sys;
