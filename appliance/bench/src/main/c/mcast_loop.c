/*
 * The plain relay of a multicast group that Headgate is compared with, and the
 * sender and receivers around both.
 *
 *   mcast_loop relay GROUP PORT INTERFACE RCVBUF OUT TTL ADDRESS:PORT...
 *       recvfrom, then one sendto for each receiver: a relay as it is usually
 *       written. Changes nothing. INTERFACE is where the group comes in, OUT
 *       where it goes out.
 *   mcast_loop send GROUP PORT INTERFACE SIZES RATE SECONDS COUNT
 *       Datagrams of 200 bytes (SIZES equal) or of 100 to 300, each of another
 *       size than the one before (SIZES mixed); RATE a second, 0 for as fast as
 *       it goes. Ends after SECONDS or COUNT, whichever comes first, or at
 *       SIGTERM, and prints "sent N".
 *   mcast_loop drain INTERFACE RCVBUF ADDRESS:PORT...
 *       Receives and forgets.
 *
 * relay and drain print "ready" once they receive, and end with 0 at SIGTERM.
 * Exit 1: it could not be set up or a socket failed. Exit 2: wrong arguments.
 * A send that fails is no reason to end: the datagram is lost, and shows.
 *
 *   gcc -O2 -Wall -Wextra -Werror mcast_loop.c -o mcast_loop
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#define MAX_RECEIVERS 16
#define BATCH 16
#define DRAINED 64
#define LARGEST 65536
#define MEAN 200
#define SPREAD 100

static volatile sig_atomic_t stopped;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

static void fail(const char *step)
{
	fprintf(stderr, "mcast_loop: %s: %s\n", step, strerror(errno));
	exit(1);
}

static void wrong(const char *what)
{
	fprintf(stderr, "mcast_loop: %s; its source says how it is called\n", what);
	exit(2);
}

static long number(const char *text, long most)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end != '\0' || value < 0 || value > most)
		wrong("a number is out of range");
	return value;
}

static struct sockaddr_in place(const char *address, const char *port)
{
	struct sockaddr_in result = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number(port, 65535))};

	if (inet_pton(AF_INET, address, &result.sin_addr) != 1)
		wrong("an address is none");
	return result;
}

/* ADDRESS:PORT */
static struct sockaddr_in place_of(const char *text)
{
	char copy[64];
	char *colon;

	snprintf(copy, sizeof(copy), "%s", text);
	colon = strchr(copy, ':');
	if (colon == NULL)
		wrong("a receiver has no port");
	*colon = '\0';
	return place(copy, colon + 1);
}

static int index_of(const char *interface)
{
	int index = (int)if_nametoindex(interface);

	if (index == 0)
		fail(interface);
	return index;
}

/* A socket that sends, to groups by this interface. */
static int sending(const char *interface, int ttl)
{
	struct ip_mreqn out = {.imr_ifindex = index_of(interface)};
	int no = 0;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)) < 0
	    || setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &no, sizeof(no)) < 0
	    || setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)) < 0
	    || setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof(ttl)) < 0)
		fail("sending socket");
	return fd;
}

/* A socket that receives; a group is joined. The timeout lets a signal be seen. */
static int receiving(struct sockaddr_in at, const char *interface, int buffer)
{
	struct timeval patience = {.tv_usec = 200000};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) < 0
	    || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0
	    || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		fail("receiving socket");
	if (IN_MULTICAST(ntohl(at.sin_addr.s_addr))) {
		struct ip_mreqn join = {.imr_multiaddr = at.sin_addr, .imr_ifindex = index_of(interface)};

		if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof(join)) < 0)
			fail("join");
	}
	return fd;
}

static void ready(void)
{
	puts("ready");
	fflush(stdout);
}

static int relay(int argc, char **argv)
{
	static char bytes[LARGEST];
	struct sockaddr_in receivers[MAX_RECEIVERS];
	int count = argc - 8;
	long refused = 0;
	int in, out, i;

	if (count < 1 || count > MAX_RECEIVERS)
		wrong("relay needs 1 to 16 receivers");
	for (i = 0; i < count; i++)
		receivers[i] = place_of(argv[8 + i]);
	in = receiving(place(argv[2], argv[3]), argv[4], (int)number(argv[5], INT32_MAX / 2));
	out = sending(argv[6], (int)number(argv[7], 255));
	ready();
	while (!stopped) {
		struct sockaddr_in from;
		socklen_t from_length = sizeof(from);
		ssize_t length = recvfrom(in, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &from_length);

		if (length < 0) {
			if (errno != EINTR && errno != EAGAIN)
				fail("recvfrom");
			continue;
		}
		for (i = 0; i < count; i++)
			if (sendto(out, bytes, (size_t)length, 0, (struct sockaddr *)&receivers[i], sizeof(receivers[i])) < 0)
				refused++;
	}
	printf("refused %ld\n", refused);
	return 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int send_all(int argc, char **argv)
{
	static char bytes[MEAN + SPREAD];
	struct mmsghdr messages[BATCH] = {0};
	struct iovec vectors[BATCH];
	struct sockaddr_in group;
	struct timespec pause = {.tv_nsec = 100000};
	int is_mixed, fd, i;
	double rate, seconds, start;
	long sent = 0, most;

	if (argc != 9)
		wrong("send takes seven arguments");
	group = place(argv[2], argv[3]);
	is_mixed = strcmp(argv[5], "mixed") == 0;
	rate = (double)number(argv[6], 100000000);
	seconds = (double)number(argv[7], 3600);
	most = number(argv[8], INT64_MAX);
	fd = sending(argv[4], 16);
	for (i = 0; i < BATCH; i++) {
		vectors[i].iov_base = bytes;
		messages[i].msg_hdr.msg_name = &group;
		messages[i].msg_hdr.msg_namelen = sizeof(group);
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	start = now();
	while (!stopped && sent < most) {
		double elapsed = now() - start;
		long due = rate == 0 ? most : (long)(rate * elapsed);
		int count = BATCH, taken;

		if (elapsed >= seconds)
			break;
		if (due > most)
			due = most;
		if (due - sent < count)
			count = (int)(due - sent);
		if (count <= 0) {
			nanosleep(&pause, NULL);
			continue;
		}
		/* 37 and 201 have no common divisor: neighbours differ, and every size comes in turn. */
		for (i = 0; i < count; i++)
			vectors[i].iov_len = is_mixed ? (size_t)(MEAN - SPREAD + (sent + i) * 37 % (2 * SPREAD + 1)) : MEAN;
		taken = sendmmsg(fd, messages, (unsigned)count, 0);
		if (taken > 0)
			sent += taken;
		else if (errno != EINTR && errno != ENOBUFS)
			fail("sendmmsg");
	}
	printf("sent %ld in %.6f s\n", sent, now() - start);
	return 0;
}

static int drain(int argc, char **argv)
{
	static char bytes[DRAINED][2048];
	struct mmsghdr messages[DRAINED] = {0};
	struct iovec vectors[DRAINED];
	struct pollfd fds[MAX_RECEIVERS];
	int count = argc - 4;
	int i;

	if (count < 1 || count > MAX_RECEIVERS)
		wrong("drain needs 1 to 16 places");
	for (i = 0; i < DRAINED; i++) {
		vectors[i].iov_base = bytes[i];
		vectors[i].iov_len = sizeof(bytes[i]);
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (i = 0; i < count; i++) {
		fds[i].fd = receiving(place_of(argv[4 + i]), argv[2], (int)number(argv[3], INT32_MAX / 2));
		fds[i].events = POLLIN;
	}
	ready();
	while (!stopped) {
		if (poll(fds, (nfds_t)count, 200) <= 0)
			continue;
		for (i = 0; i < count; i++)
			if (fds[i].revents != 0)
				recvmmsg(fds[i].fd, messages, DRAINED, MSG_DONTWAIT, NULL);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = on_stop}; /* no SA_RESTART: recvfrom must return */

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	if (argc > 8 && strcmp(argv[1], "relay") == 0)
		return relay(argc, argv);
	if (argc > 1 && strcmp(argv[1], "send") == 0)
		return send_all(argc, argv);
	if (argc > 4 && strcmp(argv[1], "drain") == 0)
		return drain(argc, argv);
	wrong("no such mode");
	return 2;
}
