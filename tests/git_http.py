"""git_http.py ROOT USER:PASSWORD SECRET - the repositories in ROOT over HTTP, to
whom knows the password; prints its port.  With each request it looks whether
SECRET stands in an argument of a running program, other than its own, and
appends what it finds to ROOT/seen."""
import base64
import glob
import http.server
import os
import subprocess
import sys

ROOT, LOGIN, SECRET = sys.argv[1:]
WANT = "Basic " + base64.b64encode(LOGIN.encode()).decode()


def look():
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as f:
                line = f.read()
        except OSError:
            continue
        if SECRET.encode() in line and path != f"/proc/{os.getpid()}/cmdline":
            with open(ROOT + "/seen", "ab") as f:
                f.write(line.replace(b"\0", b" ") + b"\n")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        look()
        with open(ROOT + "/requests", "a", encoding="utf-8") as f:
            f.write(f"{self.command} {self.path} {self.headers.get('Authorization', '-').split()[0]} "
                    f"{self.headers.get('User-Agent')}\n")
        if self.headers.get("Authorization") != WANT:
            self.answer(401, [("WWW-Authenticate", 'Basic realm="here"')], b"")
            return
        path, _, query = self.path.partition("?")
        env = dict(os.environ, REQUEST_METHOD=self.command, QUERY_STRING=query, PATH_INFO=path, GIT_PROJECT_ROOT=ROOT,
                   GIT_HTTP_EXPORT_ALL="1", REMOTE_USER="user", CONTENT_LENGTH=str(len(body)),
                   CONTENT_TYPE=self.headers.get("Content-Type", ""),
                   HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
                   GIT_PROTOCOL=self.headers.get("Git-Protocol", ""))
        out = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE, check=True).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        headers = [tuple(line.decode().split(": ", 1)) for line in head.split(b"\r\n")]
        status = next((int(v.split()[0]) for k, v in headers if k == "Status"), 200)
        self.answer(status, [h for h in headers if h[0] != "Status"], rest)

    do_GET = do_POST = serve

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
