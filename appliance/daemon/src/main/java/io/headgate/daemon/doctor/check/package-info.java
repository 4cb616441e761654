/** What a check of {@code headgate doctor} is, what it looks at and what it finds. Thread: the main one. */
package io.headgate.daemon.doctor.check;
