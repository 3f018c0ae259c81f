#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A GitHub to test against: state, pages, authors, limits, and faults on demand.

	github_server.py DIR [SCRIPT.json] [--tls CERT KEY]

listens on 127.0.0.1, writes its URL to DIR/url, appends every request to
DIR/requests (one JSON object a line: method, path, headers, body, status)
and ends when DIR/url is removed or its parent is gone.  SCRIPT, and whatever is
written into the pipe DIR/in at any time, is an object merged into the state;
the pipe DIR/out then answers the whole state.

	repository	"octo/repo"
	tokens		{TOKEN: {"login": L, "write": true, "app": true}}; an app's
			token gets 403 for /user, one that may not write 403
	comments	{"7": [{"id", "login", "body", …}]} by issue number
	pulls		{"7": {"head", "merged", "merge_commit_sha", "state", …}}
	commit_pulls	{SHA: [7, …]}
	check_runs	{SHA: [{"name", "status", "conclusion", …}]}
	statuses	{SHA: [{"context", "state"}]}
	locked		[7]: conversations that are locked
	page		most entries of a page (100)
	faults		[{"method", "path": REGEX, "nth": N or [N, …] (of its
			matches, from 1; none: each), "do": …}]

A fault does one of: "status" (with "body", "headers"), "reset", "close",
"hang" (seconds), "cut" (the answer ends early), "half" (half the JSON, a
whole answer), "junk" (text in place of the answer), "redirect" (to a URL or a
path), "barrier" (wait until N such requests are there, then answer), "delay"
(seconds, then answer), "huge" (so many bytes), "vanish" (with "status": the
comment of this id is deleted).  With "apply": true the request is carried out first,
so that the fault hides what was done.
"""
import datetime
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STATE = {
	"repository": "octo/repo",
	"repository_id": 1296269,
	"tokens": {"ghs_good": {"login": "github-actions[bot]", "write": True, "app": True}},
	"comments": {},
	"pulls": {},
	"commit_pulls": {},
	"check_runs": {},
	"statuses": {},
	"locked": [],
	"next_id": 5000000001,
	"page": 100,
	"faults": [],
}
LOCK = threading.RLock()
BARRIERS = {}
BOT = 41898282


def now():
	return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Refused(Exception):
	def __init__(self, status, message, headers=None, errors=None):
		super().__init__(message)
		self.status, self.message = status, message
		self.headers, self.errors = headers or {}, errors


def user(login):
	if login is None:
		return None
	number = BOT if login == "github-actions[bot]" else 1 + sum(login.encode())
	url = "https://api.github.com/users/" + login.replace("[", "%5B").replace("]", "%5D")
	answer = {
		"login": login, "id": number, "node_id": "MDM6Qm90%d" % number,
		"avatar_url": "https://avatars.githubusercontent.com/in/15368?v=4",
		"gravatar_id": "", "html_url": "https://github.com/apps/x",
		"type": "Bot" if login.endswith("[bot]") else "User", "site_admin": False,
	}
	for key in ("followers", "following", "gists", "starred", "subscriptions", "organizations",
			"repos", "events", "received_events"):
		answer[key + "_url"] = url + "/" + key
	answer["url"] = url
	return answer


def comment(base, number, c):
	answer = {
		"url": "%s/repos/%s/issues/comments/%s" % (base, STATE["repository"], c.get("id")),
		"html_url": "https://github.com/%s/pull/%s#issuecomment-%s" % (STATE["repository"], number, c.get("id")),
		"issue_url": "%s/repos/%s/issues/%s" % (base, STATE["repository"], number),
		"id": c.get("id"), "node_id": "IC_kwDO%s" % c.get("id"),
		"user": user(c.get("login")),
		"created_at": c.get("created_at", "2026-01-01T00:00:00Z"),
		"updated_at": c.get("updated_at", "2026-01-01T00:00:00Z"),
		"author_association": "NONE", "performed_via_github_app": None,
		"reactions": {
			"url": "%s/repos/%s/issues/comments/%s/reactions" % (base, STATE["repository"], c.get("id")),
			"total_count": 0, "+1": 0, "-1": 0, "laugh": 0, "hooray": 0, "confused": 0,
			"heart": 0, "rocket": 0, "eyes": 0,
		},
	}
	if "body" in c:
		answer["body"] = c["body"]
	answer.update(c.get("extra", {}))
	return answer


def pull(base, number, p):
	repo = STATE["repository"]

	def side(ref, sha, full):
		return {"label": "%s:%s" % (full.split("/")[0], ref), "ref": ref, "sha": sha,
			"user": user(full.split("/")[0]), "repo": {"id": 1, "full_name": full, "name": full.split("/")[1]}}

	return {
		"url": "%s/repos/%s/pulls/%s" % (base, repo, number), "id": 900000 + int(number),
		"number": int(number), "state": p.get("state", "open"), "title": p.get("title", "a change"),
		"user": user(p.get("login", "octocat")), "draft": False,
		"head": side(p.get("head_ref", "change"), p.get("head", "0" * 40), p.get("head_repo", repo)),
		"base": side(p.get("base_ref", "main"), p.get("base", "1" * 40), repo),
		"merged": p.get("merged", False), "merged_at": p.get("merged_at"),
		"merge_commit_sha": p.get("merge_commit_sha"),
		"merged_by": user(p.get("merged_by")), "mergeable": p.get("mergeable"),
	}


def find_comment(number):
	for issue, comments in STATE["comments"].items():
		for c in comments:
			if c.get("id") == number:
				return issue, comments, c
	raise Refused(404, "Not Found")


def check_body(data):
	text = data.get("body") if isinstance(data, dict) else None
	if not isinstance(text, str) or text == "":
		raise Refused(422, "Validation Failed")
	if len(text) > 65536:
		raise Refused(422, "Validation Failed", errors=[{
			"resource": "IssueComment", "code": "unprocessable", "field": "data",
			"message": "Body is too long (maximum is 65536 characters)"}])
	return text


class Handler(BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"
	server_version = "github.com"
	sys_version = ""

	def log_message(self, *_):
		pass

	# ---- the API ----

	def base(self):
		return self.server.url

	def paged(self, items, query, path, wrap=None):
		size = max(1, min(int(query.get("per_page", ["30"])[0]), 100, STATE["page"]))
		page = max(1, int(query.get("page", ["1"])[0]))
		last = max(1, -(-len(items) // size))
		some = items[(page - 1) * size:page * size]
		path = path.replace("/repos/" + STATE["repository"], "/repositories/%d" % STATE["repository_id"])
		links = []

		def link(number, rel):
			links.append('<%s%s?per_page=%d&page=%d>; rel="%s"' % (self.base(), path, size, number, rel))

		if page > 1:
			link(page - 1, "prev")
		if page < last:
			link(page + 1, "next")
			link(last, "last")
		if page > 1:
			link(1, "first")
		body = some if wrap is None else {"total_count": len(items), wrap: some}
		return 200, body, {"Link": ", ".join(links)} if links else {}

	def who(self):
		given = self.headers.get("Authorization", "")
		token = given[7:] if given.startswith("Bearer ") else None
		if not self.headers.get("User-Agent"):
			raise Refused(403, "Request forbidden by administrative rules.")
		if self.headers.get("X-GitHub-Api-Version", "2022-11-28") not in ("2022-11-28", "2026-03-10"):
			raise Refused(400, "Not a supported version")
		if token not in STATE["tokens"]:
			raise Refused(401, "Bad credentials")
		return STATE["tokens"][token]

	def writer(self, me):
		if not me.get("write", True):
			raise Refused(403, "Resource not accessible by integration",
				{"X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write"})

	def api(self, method, path, query, data):
		me = self.who()
		if path == "/user" and method == "GET":
			if me.get("app"):
				raise Refused(403, "Resource not accessible by integration")
			return 200, user(me["login"]), {}
		m = re.fullmatch(r"/(?:repos/([^/]+/[^/]+)|repositories/(\d+))(/.*)?", path)
		if not m or (m[1] and m[1].lower() != STATE["repository"].lower()) or \
				(m[2] and int(m[2]) != STATE["repository_id"]):
			raise Refused(404, "Not Found")
		rest = m[3] or ""
		if rest == "" and method == "GET":
			write = bool(me.get("write", True))
			return 200, {"id": STATE["repository_id"], "name": STATE["repository"].split("/")[1],
				"full_name": STATE["repository"], "private": False,
				"permissions": {"admin": False, "maintain": False, "push": write, "triage": write,
					"pull": True}}, {}
		for pattern, handler in ROUTES:
			found = re.fullmatch(pattern, rest)
			if found and method in handler:
				return handler[method](self, me, path, query, data, *found.groups())
		raise Refused(404, "Not Found")

	def list_comments(self, _me, path, query, _data, number):
		if number not in STATE["pulls"] and number not in STATE["comments"]:
			raise Refused(404, "Not Found")
		items = sorted(STATE["comments"].get(number, []), key=lambda c: c.get("id") if isinstance(c.get("id"), int) else 0)
		return self.paged([comment(self.base(), number, c) for c in items], query, path)

	def create_comment(self, me, _path, _query, data, number):
		self.writer(me)
		if number not in STATE["pulls"] and number not in STATE["comments"]:
			raise Refused(404, "Not Found")
		if int(number) in STATE["locked"]:
			raise Refused(403, "Unable to create comment because issue is locked.")
		c = {"id": STATE["next_id"], "login": me["login"], "body": check_body(data),
			"created_at": now(), "updated_at": now()}
		STATE["next_id"] += 1
		STATE["comments"].setdefault(number, []).append(c)
		return 201, comment(self.base(), number, c), {}

	def get_comment(self, _me, _path, _query, _data, number):
		issue, _, c = find_comment(int(number))
		return 200, comment(self.base(), issue, c), {}

	def update_comment(self, me, _path, _query, data, number):
		self.writer(me)
		issue, _, c = find_comment(int(number))
		if str(c.get("login")).lower() != me["login"].lower():
			raise Refused(403, "Must have admin rights to Repository.")
		c["body"] = check_body(data)
		c["updated_at"] = now()
		return 200, comment(self.base(), issue, c), {}

	def delete_comment(self, me, _path, _query, _data, number):
		self.writer(me)
		_, comments, c = find_comment(int(number))
		if str(c.get("login")).lower() != me["login"].lower():
			raise Refused(403, "Must have admin rights to Repository.")
		comments.remove(c)
		return 204, None, {}

	def get_pull(self, _me, _path, _query, _data, number):
		if number not in STATE["pulls"]:
			raise Refused(404, "Not Found")
		return 200, pull(self.base(), number, STATE["pulls"][number]), {}

	def is_merged(self, _me, _path, _query, _data, number):
		if not STATE["pulls"].get(number, {}).get("merged"):
			raise Refused(404, "Not Found")
		return 204, None, {}

	def commit_pulls(self, _me, path, query, _data, sha):
		numbers = STATE["commit_pulls"].get(sha, [])
		return self.paged([pull(self.base(), n, STATE["pulls"].get(str(n), {})) for n in numbers], query, path)

	def check_runs(self, _me, path, query, _data, sha):
		runs = [dict({"id": i + 1, "head_sha": sha, "node_id": "CR%d" % i, "status": "completed",
			"conclusion": "success", "started_at": now(), "completed_at": now()}, **r)
			for i, r in enumerate(STATE["check_runs"].get(sha, []))]
		return self.paged(runs, query, path, "check_runs")

	def statuses(self, _me, path, query, _data, sha):
		all_of = STATE["statuses"].get(sha, [])
		states = [s.get("state") for s in all_of]
		state = "failure" if "failure" in states or "error" in states else \
			"success" if states and all(s == "success" for s in states) else "pending"
		status, body, headers = self.paged(all_of, query, path, "statuses")
		body.update(state=state, sha=sha)
		return status, body, headers

	# ---- one request ----

	def fault(self, method, path):
		with LOCK:
			for f in STATE["faults"]:
				if f.get("method", method) != method or not re.search(f.get("path", ""), path):
					continue
				f["seen"] = f.get("seen", 0) + 1
				nth = f.get("nth")
				if nth is None or f["seen"] == nth or (isinstance(nth, list) and f["seen"] in nth):
					return f["do"]
		return None

	def carry_out(self, method, path, query, raw):
		try:
			data = json.loads(raw) if raw else None
			with LOCK:
				status, body, headers = self.api(method, path, query, data)
		except Refused as r:
			body = {"message": r.message, "documentation_url": "https://docs.github.com/rest", "status": str(r.status)}
			if r.errors:
				body["errors"] = r.errors
			status, headers = r.status, r.headers
		except ValueError:
			status, body, headers = 400, {"message": "Problems parsing JSON"}, {}
		return status, b"" if body is None else json.dumps(body).encode(), headers

	def answer(self, status, body, headers, length):
		self.send_response(status)
		for name, value in headers.items():
			self.send_header(name, str(value))
		if body or status != 204:
			self.send_header("Content-Type", "application/json; charset=utf-8")
			self.send_header("Content-Length", str(len(body) if length is None else length))
		self.end_headers()
		self.wfile.write(body)
		self.wfile.flush()

	def drop(self, reset):
		if reset:
			self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
		self.close_connection = True
		self.connection.close()

	def note(self, status):
		"""Record the request, before it is answered: status 0, no answer."""
		self.record["status"] = status
		with LOCK:
			with open(self.server.log, "a", encoding="utf-8") as f:
				f.write(json.dumps(self.record) + "\n")

	def misbehave(self, do, method, path, query, raw):
		"""Do what the fault says."""
		if "barrier" in do:
			with LOCK:
				gate = BARRIERS.setdefault(json.dumps(do), threading.Barrier(do["barrier"]))
			try:
				gate.wait(do.get("seconds", 5))
			except threading.BrokenBarrierError:
				pass
		if "delay" in do:
			time.sleep(do["delay"])
		hidden = None
		if do.get("apply") or not set(do) & {"status", "reset", "close", "hang", "redirect", "junk", "huge"}:
			hidden = self.carry_out(method, path, query, raw)
		if "vanish" in do:
			with LOCK:
				for comments in STATE["comments"].values():
					comments[:] = [c for c in comments if c.get("id") != do["vanish"]]
		if {"reset", "close", "hang"} & set(do):
			self.note(0)
			time.sleep(do.get("hang", 0))
			self.drop("reset" in do)
		elif "huge" in do:
			self.note(200)
			self.answer(200, b"[", {}, do["huge"] + 2)
			for _ in range(do["huge"] // 1000000):
				self.wfile.write(b" " * 1000000)
		elif "status" in do:
			body = do.get("body", {"message": do.get("message", "Server Error")})
			if not isinstance(body, str):
				body = json.dumps(body)
			headers = dict(do.get("headers", {}))
			if "reset_in" in do:
				headers["x-ratelimit-reset"] = int(time.time()) + do["reset_in"]
			self.note(do["status"])
			self.answer(do["status"], body.encode("utf-8", "surrogateescape"), headers, None)
		elif "redirect" in do:
			self.note(do.get("code", 307))
			self.answer(do.get("code", 307), b"{}", {"Location": do["redirect"]}, None)
		elif "junk" in do:
			self.note(do.get("code", 200))
			self.answer(do.get("code", 200), do["junk"].encode(), do.get("headers", {}), None)
		else:
			status, body, headers = hidden
			self.note(status)
			if "cut" in do:
				self.answer(status, body[:len(body) // 2], headers, len(body))
				self.drop(False)
			elif "half" in do:
				self.answer(status, body[:len(body) // 2], headers, None)
			else:
				headers.update(do.get("headers", {}))
				self.answer(status, body, headers, None)

	def serve(self):
		method = self.command
		url = urlsplit(self.path)
		path, query = url.path, parse_qs(url.query)
		raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		prefix = self.server.prefix
		path = path[len(prefix):] if prefix and path.startswith(prefix + "/") else path
		do = self.fault(method, self.path)
		self.record = {"method": method, "path": self.path, "headers": dict(self.headers.items()),
			"body": raw.decode("utf-8", "replace")}
		try:
			if do is not None:
				self.misbehave(do, method, path, query, raw)
			else:
				status, body, headers = self.carry_out(method, path, query, raw)
				self.note(status)
				self.answer(status, body, headers, None)
		except (BrokenPipeError, ConnectionResetError):
			pass

	do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = do_HEAD = serve


ROUTES = [
	(r"/issues/(\d+)/comments", {"GET": Handler.list_comments, "POST": Handler.create_comment}),
	(r"/issues/comments/(\d+)", {"GET": Handler.get_comment, "PATCH": Handler.update_comment,
		"DELETE": Handler.delete_comment}),
	(r"/pulls/(\d+)", {"GET": Handler.get_pull}),
	(r"/pulls/(\d+)/merge", {"GET": Handler.is_merged}),
	(r"/commits/([^/]+)/pulls", {"GET": Handler.commit_pulls}),
	(r"/commits/([^/]+)/check-runs", {"GET": Handler.check_runs}),
	(r"/commits/([^/]+)/status", {"GET": Handler.statuses}),
]


class Server(ThreadingHTTPServer):
	daemon_threads = True
	request_queue_size = 64

	def handle_error(self, request, client_address):
		pass


def control(directory):
	"""Merge what comes through DIR/in, answer the state through DIR/out."""
	while True:
		with open(os.path.join(directory, "in"), encoding="utf-8") as f:
			text = f.read()
		with LOCK:
			try:
				STATE.update(json.loads(text or "{}"))
				BARRIERS.clear()
				answer = json.dumps(STATE)
			except ValueError as e:
				answer = json.dumps({"error": str(e)})
		with open(os.path.join(directory, "out"), "w", encoding="utf-8") as f:
			f.write(answer + "\n")


def main(argv):
	directory = argv[1]
	for name in ("in", "out"):
		os.mkfifo(os.path.join(directory, name))
	rest = argv[2:]
	if rest and not rest[0].startswith("--"):
		with open(rest.pop(0), encoding="utf-8") as f:
			STATE.update(json.load(f))
	server = Server(("127.0.0.1", 0), Handler)
	scheme = "http"
	if rest and rest[0] == "--tls":
		context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
		context.load_cert_chain(rest[1], rest[2])
		server.socket = context.wrap_socket(server.socket, server_side=True)
		scheme = "https"
	server.prefix = os.environ.get("PREFIX", "")
	server.url = "%s://127.0.0.1:%d%s" % (scheme, server.server_port, server.prefix)
	server.log = os.path.join(directory, "requests")
	parent = os.getppid()
	threading.Thread(target=server.serve_forever, daemon=True).start()
	threading.Thread(target=control, args=(directory,), daemon=True).start()
	url = os.path.join(directory, "url")
	with open(url + ".new", "w", encoding="utf-8") as f:
		f.write(server.url + "\n")
	os.rename(url + ".new", url)
	while os.path.exists(url) and os.getppid() == parent:
		time.sleep(0.05)


if __name__ == "__main__":
	main(sys.argv)
