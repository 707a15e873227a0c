"""Serves the folder beside it that is named, on a free port of loopback, which it prints. /hang never answers, /slow late."""
import functools
import http.server
import pathlib
import sys
import time


class Pages(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/hang":
            time.sleep(3600)
        if self.path.startswith("/slow/"):
            time.sleep(1.5)
            self.path = self.path.removeprefix("/slow")
        super().do_GET()

    def log_message(self, *_):
        pass


folder = pathlib.Path(__file__).resolve().parent / sys.argv[1]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=folder))
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
