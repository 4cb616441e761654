/*
 * A C library whose calls do nothing but remember how they were called. Signatures are those of the C library's
 * headers, which are not included so that nothing can be redirected by them.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

typedef long ssize;
typedef unsigned int socklen;

enum { ARGUMENTS = 8, TEXT = 64 };

struct record {
    char name[TEXT];
    char text[TEXT];          /* the last string argument */
    int64_t calls;            /* since the last answer() */
    int64_t count;            /* of arguments */
    int64_t arguments[ARGUMENTS];
};

static struct record last;
static int64_t next_result;
static int next_errno;

struct record *last_call(void) { return &last; }

/* Says what the next call returns and leaves in errno. */
void answer(int64_t result, int error) {
    next_result = result;
    next_errno = error;
    last.calls = 0;
}

static void copy(char *to, const char *from) {
    int i = 0;
    for (; i < TEXT - 1 && from[i] != 0; i++) {
        to[i] = from[i];
    }
    to[i] = 0;
}

static int64_t echo(const char *name, int count, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
    copy(last.name, name);
    last.calls++;
    last.count = count;
    last.arguments[0] = a;
    last.arguments[1] = b;
    last.arguments[2] = c;
    last.arguments[3] = d;
    last.arguments[4] = e;
    last.arguments[5] = f;
    errno = next_errno;
    return next_result;
}

#define P(x) ((int64_t) (uintptr_t) (x))

int socket(int domain, int type, int protocol) { return echo("socket", 3, domain, type, protocol, 0, 0, 0); }

int bind(int fd, const void *address, socklen length) { return echo("bind", 3, fd, P(address), (int) length, 0, 0, 0); }

int getsockname(int fd, void *address, socklen *length) {
    return echo("getsockname", 3, fd, P(address), P(length), 0, 0, 0);
}

int setsockopt(int fd, int level, int option, const void *value, socklen length) {
    return echo("setsockopt", 5, fd, level, option, P(value), (int) length, 0);
}

int getsockopt(int fd, int level, int option, void *value, socklen *length) {
    return echo("getsockopt", 5, fd, level, option, P(value), P(length), 0);
}

int recvmmsg(int fd, void *messages, unsigned int count, int flags, void *timeout) {
    return echo("recvmmsg", 5, fd, P(messages), (int) count, flags, P(timeout), 0);
}

ssize recv(int fd, void *buffer, size_t length, int flags) {
    return echo("recv", 4, fd, P(buffer), length, flags, 0, 0);
}

ssize sendmsg(int fd, const void *message, int flags) { return echo("sendmsg", 3, fd, P(message), flags, 0, 0, 0); }

ssize sendto(int fd, const void *buffer, size_t length, int flags, const void *address, socklen address_length) {
    return echo("sendto", 6, fd, P(buffer), length, flags, P(address), (int) address_length);
}

ssize send(int fd, const void *buffer, size_t length, int flags) {
    return echo("send", 4, fd, P(buffer), length, flags, 0, 0);
}

int poll(void *descriptors, unsigned long count, int timeout) {
    return echo("poll", 3, P(descriptors), count, timeout, 0, 0, 0);
}

int ppoll(void *descriptors, unsigned long count, const void *timeout, const void *signal_mask) {
    return echo("ppoll", 4, P(descriptors), count, P(timeout), P(signal_mask), 0, 0);
}

int pipe(int *ends) { return echo("pipe", 1, P(ends), 0, 0, 0, 0, 0); }

int eventfd(unsigned int initial, int flags) { return echo("eventfd", 2, (int) initial, flags, 0, 0, 0, 0); }

ssize read(int fd, void *buffer, size_t length) { return echo("read", 3, fd, P(buffer), length, 0, 0, 0); }

ssize write(int fd, const void *buffer, size_t length) { return echo("write", 3, fd, P(buffer), length, 0, 0, 0); }

int open(const char *path, int flags, ...) {
    copy(last.text, path);
    return echo("open", 2, 0, flags, 0, 0, 0, 0);
}

int close(int fd) { return echo("close", 1, fd, 0, 0, 0, 0, 0); }

char *if_indextoname(unsigned int index, char *name) {
    return (char *) (uintptr_t) echo("if_indextoname", 2, (int) index, P(name), 0, 0, 0, 0);
}

int setns(int fd, int type) { return echo("setns", 2, fd, type, 0, 0, 0, 0); }

void *if_nameindex(void) { return (void *) (uintptr_t) echo("if_nameindex", 0, 0, 0, 0, 0, 0, 0); }

void if_freenameindex(void *list) { echo("if_freenameindex", 1, P(list), 0, 0, 0, 0, 0); }

ssize recvfrom(int fd, void *buffer, size_t length, int flags, void *address, socklen *address_length) {
    return echo("recvfrom", 6, fd, P(buffer), length, flags, P(address), P(address_length));
}

int connect(int fd, const void *address, socklen length) {
    return echo("connect", 3, fd, P(address), (int) length, 0, 0, 0);
}

int listen(int fd, int backlog) { return echo("listen", 2, fd, backlog, 0, 0, 0, 0); }

int accept4(int fd, void *address, socklen *length, int flags) {
    return echo("accept4", 4, fd, P(address), P(length), flags, 0, 0);
}

int getpeername(int fd, void *address, socklen *length) {
    return echo("getpeername", 3, fd, P(address), P(length), 0, 0, 0);
}

int ioctl(int fd, unsigned long request, void *argument) {
    return echo("ioctl", 3, fd, request, P(argument), 0, 0, 0);
}

const char *inet_ntop(int family, const void *address, char *text, socklen length) {
    return (const char *) (uintptr_t) echo("inet_ntop", 4, family, P(address), P(text), (int) length, 0, 0);
}

int sendmmsg(int fd, void *messages, unsigned int count, int flags) {
    return echo("sendmmsg", 4, fd, P(messages), (int) count, flags, 0, 0);
}

int epoll_create1(int flags) { return echo("epoll_create1", 1, flags, 0, 0, 0, 0, 0); }

int epoll_ctl(int epoll, int operation, int fd, void *event) {
    return echo("epoll_ctl", 4, epoll, operation, fd, P(event), 0, 0);
}

int epoll_wait(int epoll, void *events, int most, int timeout) {
    return echo("epoll_wait", 4, epoll, P(events), most, timeout, 0, 0);
}

unsigned int if_nametoindex(const char *name) {
    copy(last.text, name);
    return echo("if_nametoindex", 1, 0, 0, 0, 0, 0, 0);
}
