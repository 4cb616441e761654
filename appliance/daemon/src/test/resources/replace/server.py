"""An HTTP server whose bodies leave piece by piece, each a segment of its own: no marker lies in two segments.

server.py PORT FOLDER: GET /NAME sends the lines of FOLDER/NAME as pieces. The first line is the Content-Length to tell, the
others are a piece each. A piece that begins with '!' comes after four seconds without a word, in which keep-alives are sent.
"""

import http.server
import pathlib
import socket
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        # Not held back until the piece before is acknowledged.
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT):
            self.connection.setsockopt(socket.IPPROTO_TCP, option, 1)

    def do_GET(self):
        lines = (FOLDER / self.path.strip("/")).read_bytes().split(b"\n")
        self.send_response(200)
        self.send_header("Content-Length", lines[0].decode())
        self.end_headers()
        for piece in lines[1:]:
            if piece.startswith(b"!"):
                time.sleep(4)
            self.send(piece)

    def flush_headers(self):
        self.send(b"".join(self._headers_buffer))
        self._headers_buffer = []

    def send(self, piece):
        self.connection.sendall(piece, socket.MSG_EOR)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True
    request_queue_size = 64


FOLDER = pathlib.Path(sys.argv[2])
with Server(("::", int(sys.argv[1])), Handler) as server:
    print("ready", flush=True)
    server.serve_forever()
