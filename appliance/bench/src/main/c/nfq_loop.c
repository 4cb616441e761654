/*
 * nfq_loop: the yardstick of the benchmark.
 *
 * A packet loop of the usual kind on libnetfilter_queue: one recv, one
 * callback and one verdict per packet. The appliance is measured against it,
 * so queue length, receive buffer and fail-open are set as the appliance sets
 * them, and nothing here is cleverer or clumsier than the common examples.
 *
 *   nfq_loop QUEUE MODE MAXLEN RCVBUF
 *
 *   QUEUE   queue number, 0 to 65535
 *   MODE    plain   the payload goes back, unchanged, with every verdict
 *           gso     the queue takes segments uncut (NFQA_CFG_F_GSO) and the
 *                   verdict carries no payload: with this flag checksums may
 *                   not be ready, and a returned payload would freeze them so
 *   MAXLEN  packets the kernel may hold for this queue
 *   RCVBUF  bytes asked for with SO_RCVBUFFORCE (the kernel doubles them)
 *
 * Prints "ready" once the queue is bound; on SIGTERM or SIGINT prints
 * "packets N" and "overflows N" and exits with 0. Exit 1: it could not be set
 * up or the socket failed. Exit 2: wrong arguments.
 *
 *   gcc -O2 -Wall -Wextra -Werror nfq_loop.c -lnetfilter_queue -o nfq_loop
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>

/* The longest payload an attribute can carry is 65,531 bytes. */
#define COPY_RANGE 0xffff
#define MESSAGE_BYTES (COPY_RANGE + 4096)

struct loop {
	int return_payload;
	uint64_t packets;
	uint64_t overflows;
};

static volatile sig_atomic_t stopped;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

/* One packet, one verdict. A negative result would end nfq_handle_packet only. */
static int on_packet(struct nfq_q_handle *queue, struct nfgenmsg *message, struct nfq_data *data, void *context)
{
	struct loop *loop = context;
	struct nfqnl_msg_packet_hdr *header = nfq_get_msg_packet_hdr(data);
	unsigned char *payload = NULL;
	int length = 0;

	(void)message;
	if (header == NULL)
		return 0;
	loop->packets++;
	if (loop->return_payload) {
		length = nfq_get_payload(data, &payload);
		if (length < 0)
			length = 0;
	}
	return nfq_set_verdict(queue, ntohl(header->packet_id), NF_ACCEPT, (uint32_t)length, payload);
}

/* A decimal argument within bounds, or the end of the program. */
static long number(const char *name, const char *text, long least, long most)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
		fprintf(stderr, "nfq_loop: %s must be a number from %ld to %ld, not \"%s\"\n", name, least, most, text);
		exit(2);
	}
	return value;
}

static int failed(const char *step)
{
	fprintf(stderr, "nfq_loop: %s: %s\n", step, strerror(errno));
	return 1;
}

/*
 * recv, handle, again, until a signal. The receive timeout covers the signal
 * that arrives between the look at the flag and the recv.
 */
static int run(struct nfq_handle *handle, struct loop *loop)
{
	static char message[MESSAGE_BYTES] __attribute__((aligned(8)));
	int fd = nfq_fd(handle);

	while (!stopped) {
		ssize_t length = recv(fd, message, sizeof(message), 0);

		if (length >= 0)
			nfq_handle_packet(handle, message, (int)length);
		else if (errno == ENOBUFS)
			loop->overflows++; /* the buffer was full: packets lost or passed by, the socket is fine */
		else if (errno != EINTR && errno != EAGAIN)
			return failed("recv");
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct loop loop = {0};
	struct sigaction action = {.sa_handler = on_stop}; /* no SA_RESTART: recv must return */
	struct timeval patience = {.tv_usec = 500000};
	struct nfq_handle *handle;
	struct nfq_q_handle *queue;
	uint32_t flags = NFQA_CFG_F_FAIL_OPEN;
	int number_of_queue, maximum, buffer, result;

	if (argc != 5 || (strcmp(argv[2], "plain") != 0 && strcmp(argv[2], "gso") != 0)) {
		fprintf(stderr, "usage: nfq_loop QUEUE plain|gso MAXLEN RCVBUF\n");
		return 2;
	}
	number_of_queue = (int)number("QUEUE", argv[1], 0, 65535);
	maximum = (int)number("MAXLEN", argv[3], 1, INT32_MAX);
	buffer = (int)number("RCVBUF", argv[4], 1, INT32_MAX / 2);
	if (strcmp(argv[2], "plain") == 0)
		loop.return_payload = 1;
	else
		flags |= NFQA_CFG_F_GSO;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);

	handle = nfq_open();
	if (handle == NULL)
		return failed("nfq_open");
	if (setsockopt(nfq_fd(handle), SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) < 0)
		return failed("SO_RCVBUFFORCE");
	if (setsockopt(nfq_fd(handle), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
		return failed("SO_RCVTIMEO");
	queue = nfq_create_queue(handle, (uint16_t)number_of_queue, on_packet, &loop);
	if (queue == NULL)
		return failed("nfq_create_queue");
	if (nfq_set_queue_maxlen(queue, (uint32_t)maximum) < 0)
		return failed("nfq_set_queue_maxlen");
	if (nfq_set_queue_flags(queue, flags, flags) < 0)
		return failed("nfq_set_queue_flags");
	/* Last: from here on the kernel sends packets. */
	if (nfq_set_mode(queue, NFQNL_COPY_PACKET, COPY_RANGE) < 0)
		return failed("nfq_set_mode");

	puts("ready");
	fflush(stdout);
	result = run(handle, &loop);
	printf("packets %llu\noverflows %llu\n", (unsigned long long)loop.packets, (unsigned long long)loop.overflows);
	nfq_destroy_queue(queue);
	nfq_close(handle);
	return result;
}
