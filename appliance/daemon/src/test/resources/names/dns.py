"""A name server that knows one address for every name: dns.py ADDRESS PORT; UDP and TCP, IPv4 and IPv6. Prints each name."""
import socket
import struct
import sys
import threading

address, port = sys.argv[1], int(sys.argv[2])


def answer(query, way):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    kind, = struct.unpack('!H', query[at + 1:at + 3])
    print(way, '.'.join(labels), flush=True)
    record = b'\xc0\x0c' + struct.pack('!HHIH', 1, 1, 300, 4) + socket.inet_aton(address) if kind == 1 else b''
    return query[:2] + b'\x85\x80' + struct.pack('!HHHH', 1, 1 if record else 0, 0, 0) + query[12:at + 5] + record


def serve_udp():
    while True:
        query, client = udp.recvfrom(4096)
        udp.sendto(answer(query, 'udp'), client)


def serve_tcp():
    while True:
        connection, _ = tcp.accept()
        try:
            length, = struct.unpack('!H', connection.recv(2, socket.MSG_WAITALL))
            reply = answer(connection.recv(length, socket.MSG_WAITALL), 'tcp')
            connection.sendall(struct.pack('!H', len(reply)) + reply)
        except (OSError, struct.error):
            print('tcp broken', flush=True)
        connection.close()


udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
udp.bind(('::', port))
tcp = socket.create_server(('::', port), family=socket.AF_INET6, dualstack_ipv6=True)
threading.Thread(target=serve_udp, daemon=True).start()
threading.Thread(target=serve_tcp, daemon=True).start()
print('ready', flush=True)
threading.Event().wait()
