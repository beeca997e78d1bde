#!/usr/bin/env python3
"""A server for the protocol `commerce`, with the hooks by which wireproof examines it, in one file to read.

    python3 commerce-server.py --port 8080 --control-port 8081

Python 3.9 or newer, standard library only. Its parts: the clock, the shop, the server, the hooks, and at the end what
libraries do for you in a real server: tokens, HTTP and WebSocket. The hooks are no part of the server: they call what
the shop's own code calls (`publish`), what the operator calls (`shut_down`), and the clock.
"""
from __future__ import annotations

import argparse, asyncio, base64, hashlib, heapq, hmac, itertools, json, re, secrets, struct, time
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

PING_EVERY = 30_000  # ms


# ---- The clock: the one thing that `advance` asks of a server. Whatever has to do with time asks here. ----

class Clock:
    """Unix ms. It runs by itself until somebody advances it, and stands still from then on."""

    def __init__(self):
        self.standing = None  # the instant it stands at, once it does
        self.due, self.count, self.alarm = [], itertools.count(), None

    def now(self):
        return time.time() * 1000 if self.standing is None else self.standing

    def iso(self):
        instant = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(self.now()))
        return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def at(self, instant, action):
        """Calls `action` at that instant, unless the timer that comes back is stopped by `timer[2] = None`."""
        timer = [instant, next(self.count), action]
        heapq.heappush(self.due, timer)
        self.wind()
        return timer

    def wind(self):
        if self.alarm:
            self.alarm.cancel()
        if self.standing is None and self.due:
            wait = max(0, self.due[0][0] - self.now()) / 1000
            self.alarm = asyncio.get_running_loop().call_later(wait, lambda: self.run(self.now()))

    def run(self, until):
        while self.due and self.due[0][0] <= until:
            instant, _, action = heapq.heappop(self.due)
            if self.standing is not None:
                self.standing = max(self.standing, instant)  # what becomes due because of it is due in its turn
            if action:
                action()
        self.wind()

    def advance(self, ms):
        self.standing = int(self.now())
        end = self.standing + ms
        self.run(end)
        self.standing = end
        return end


# ---- The shop: what the server knows of the world. ----

EVENTS = {  # kind: where its id stands, and what can happen to it
    "order": ("orderId", {"created", "paid", "shipped", "delivered", "completed", "cancelled"}),
    "dispute": ("disputeId", {"filed", "vendor_responded", "resolved"}),
    "shipment": ("shipmentId", {"created", "tracking_updated", "delivered"}),
    "rating": ("ratingId", {"submitted", "revealed"}),
    "proposal": ("proposalId", {"created", "voted", "approved", "executed"}),
}
CHANNEL = re.compile(r"(order|user|dispute|proposal|shipment):([^ \t\r\n]+)|global")


class Shop:
    def __init__(self):
        self.parties = {kind: {} for kind in EVENTS}  # by kind and id: its buyer and vendor

    def take(self, event, data):
        """Takes note of what happened; the channels to tell it on. ValueError where it cannot have happened."""
        kind, _, what = event.partition(".")
        field, happenings = EVENTS.get(kind, ("", ()))
        if what not in happenings:
            raise ValueError(f"there is no event {event}")
        # A real shop checks every field here; the package has a JSON Schema for each event.
        if not is_text(data.get(field)):
            raise ValueError(f"{event} needs {field}")
        parties = self.parties[kind].get(data[field]) or self.parties_of(kind, data)
        self.parties[kind][data[field]] = parties
        own = [] if kind == "rating" else [f"{kind}:{data[field]}"]
        everybody = ["global"] if kind == "proposal" else []
        return {*own, *everybody, *(f"user:{party}" for party in parties)}

    def parties_of(self, kind, data):
        if kind == "proposal":
            return ()
        if kind == "shipment":
            if data.get("orderId") not in self.parties["order"]:
                raise ValueError("a shipment belongs to an order")
            return self.parties["order"][data["orderId"]]
        if not (is_text(data.get("buyerDid")) and is_text(data.get("vendorDid"))):
            raise ValueError(f"a new {kind} has a buyerDid and a vendorDid")
        return data["buyerDid"], data["vendorDid"]

    def may_listen(self, user, roles, channel):
        kind, _, key = channel.partition(":")
        if kind == "global":
            return True
        if kind == "user":
            return key == user
        if kind == "proposal":
            return "signer" in roles and key in self.parties[kind]
        return user in self.parties[kind].get(key, ())  # what does not exist is refused like what is not yours


# ---- The server. ----

def is_text(value):
    return isinstance(value, str) and value != ""


class CommerceServer:
    def __init__(self, clock):
        self.clock, self.shop, self.connections = clock, Shop(), set()
        self.secret = secrets.token_bytes(32)

    def publish(self, event, data):
        """What the shop's own code calls when something has happened."""
        channels = self.shop.take(event, data)
        message = {"event": event, "data": data, "timestamp": self.clock.iso()}
        for connection in [one for one in self.connections if one.channels & channels]:
            connection.send(message)

    def shut_down(self, user=None):
        """Ends the connections of one user, or all."""
        for connection in [one for one in self.connections if user in (None, one.user)]:
            connection.end(1001, "Server shutting down")

    async def serve(self, socket, token):
        claims = verified(self.secret, token)
        if claims is None or claims["exp"] * 1000 <= self.clock.now():
            socket.send(json.dumps(error("Authentication required", "AUTH_REQUIRED")))
            socket.close(4001, "Authentication required")
        connection = None if socket.closing else Connection(self, socket, claims)
        async for message in socket.messages():
            if connection:
                connection.take(message)
        if connection:
            connection.forget()


def error(message, code):
    return {"type": "error", "message": message, "code": code}


def listed(command):
    """The channels of a command, or None unless it has one `channel` or a list of `channels`, and not both."""
    channels = command.get("channels", [command.get("channel")])
    both = "channel" in command and "channels" in command
    return channels if not both and isinstance(channels, list) and all(map(is_text, channels)) else None


class Connection:
    def __init__(self, server, socket, claims):
        self.server, self.socket, self.clock = server, socket, server.clock
        self.user, self.roles, self.channels = claims["sub"], claims.get("roles", []), set()
        server.connections.add(self)
        socket.answered = True  # whether the last ping has its pong; the socket notes each pong here
        self.expiry = self.clock.at(claims["exp"] * 1000, lambda: self.end(4001, "Token expired"))
        self.heartbeat = self.clock.at(self.clock.now() + PING_EVERY, self.beat)
        self.say("connected", userId=self.user)

    def send(self, message):
        self.socket.send(json.dumps(message))

    def say(self, kind, **fields):
        self.send({"type": kind, **fields, "timestamp": self.clock.iso()})

    def beat(self):
        if not self.socket.answered:
            self.forget()
            return self.socket.abort()
        self.socket.answered = False
        self.socket.ping()
        self.heartbeat = self.clock.at(self.clock.now() + PING_EVERY, self.beat)

    def end(self, code, reason):
        self.forget()
        self.socket.close(code, reason)

    def forget(self):
        self.server.connections.discard(self)
        self.expiry[2] = self.heartbeat[2] = None

    def take(self, message):
        """One message of the client: text, or bytes where the frame was binary."""
        command = object_in(message) if isinstance(message, str) else None
        kind = command.get("type") if command else None
        channels = listed(command) if kind in ("subscribe", "unsubscribe") else None
        if kind == "ping":
            self.say("pong")
        elif channels:
            for channel in channels:
                self.change(kind, channel)
        else:
            self.send(error("Invalid message format", "INVALID_MESSAGE"))

    def change(self, kind, channel):
        if not CHANNEL.fullmatch(channel):
            self.send(error(f"Invalid channel format: {channel}", "INVALID_CHANNEL"))
        elif kind == "subscribe" and not self.server.shop.may_listen(self.user, self.roles, channel):
            self.send(error(f"Not authorized to subscribe to: {channel}", "NOT_AUTHORIZED"))
        else:
            (self.channels.add if kind == "subscribe" else self.channels.discard)(channel)
            self.say(f"{kind}d", channel=channel)


# ---- The hooks: for test builds only, off unless asked for, on loopback. Each returns a status and a body. ----

class Hooks:
    def __init__(self, server, clock):
        self.server, self.clock = server, clock
        self.by_name = {"publish": self.publish, "token": self.token, "advance": self.advance,
                        "close": self.close, "reset": self.reset}

    def about(self):
        return 200, {"protocol": "commerce", "hooks": list(self.by_name)}

    def publish(self, body):
        if not (is_text(body.get("event")) and isinstance(body.get("payload"), dict)):
            raise ValueError("publish needs an event and a payload")
        self.server.publish(body["event"], body["payload"])
        return 202, {}  # by now it has been written to every connection it concerns

    def token(self, body):
        subject, roles, life = body.get("subject"), body.get("roles", []), body.get("expiresIn", 3_600_000)
        if not (is_text(subject) and isinstance(roles, list) and all(map(is_text, roles)) and is_number(life)):
            raise ValueError("token needs a subject; roles is a list of texts, expiresIn a number of ms")
        claims = {"sub": subject, "roles": roles, "exp": (self.clock.now() + life) / 1000}
        return 200, {"token": signed(self.server.secret, claims)}

    def advance(self, body):
        ms = body.get("ms")
        if not is_number(ms) or ms < 0:
            raise ValueError("ms is a number from 0 up")
        return 200, {"now": self.clock.advance(ms)}

    def close(self, body):
        subject = body.get("subject")
        if body.get("reason") != "shutdown" or not (subject is None or is_text(subject)):
            raise ValueError("the reason is shutdown, and a subject is a text")
        self.server.shut_down(subject)
        return 202, {}

    def reset(self, _):
        self.server.shut_down()
        self.server.shop = Shop()
        return 204, None

    def answer(self, method, path, text):
        hook = self.by_name.get(path[1:])
        if method == "GET" and path in ("", "/"):
            return self.about()
        if method != "POST" or hook is None:
            return 404, {"error": f"there is no {method} {path}"}
        body = {} if path == "/reset" else object_in(text)
        try:
            return (400, {"error": "the body is no JSON object"}) if body is None else hook(body)
        except ValueError as problem:
            return 400, {"error": str(problem)}


async def serve_hooks(hooks, secret, reader, writer):
    expected = f"Bearer {secret}".encode()
    async for method, target, headers, body in requests(reader):
        given = headers.get("authorization", "").encode()
        allowed = secret is None or hmac.compare_digest(given, expected)
        refusal = 401, {"error": "the control secret is missing or wrong"}
        status, answer = hooks.answer(method, urlsplit(target).path, body) if allowed else refusal
        text = b"" if answer is None else json.dumps(answer).encode()
        length = "" if status == 204 else f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        writer.write(f"HTTP/1.1 {status} -\r\n{length}\r\n".encode() + text)
    writer.close()


# ---- From here on: what libraries do for you. JSON and tokens (PyJWT). ----

def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e13


def no_json(name):
    raise ValueError(f"{name} is no JSON")


def object_in(text):
    """The JSON object in a text, or None."""
    try:
        value = json.loads(text, parse_constant=no_json)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def encoded(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def signature(secret, signing):
    return encoded(hmac.new(secret, signing.encode(), hashlib.sha256).digest())


def signed(secret, claims):
    signing = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signing}.{signature(secret, signing)}"


def verified(secret, token):
    """The claims of a token with a good signature, or None. Whether it has expired is asked of the server's clock."""
    try:
        signing, given = token.rsplit(".", 1)
        if not hmac.compare_digest(signature(secret, signing).encode(), given.encode()):
            return None
        header, claims = (object_in(base64.urlsafe_b64decode(part + "==")) for part in signing.split("."))
    except ValueError:
        return None
    good = header and header.get("alg") == "HS256" and claims and is_text(claims.get("sub"))
    return claims if good and is_number(claims.get("exp")) and isinstance(claims.get("roles", []), list) else None


# ---- HTTP requests, and the server's side of RFC 6455 (websockets, aiohttp, ..). ----

LARGEST = 64 * 1024  # bytes in one message of a client
UNREAD = 16 * 1024 * 1024  # bytes that may wait for a client that does not read
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


async def requests(reader):
    """The requests on one connection: method, target, headers and body."""
    try:
        while True:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            method, target, _ = first.split(" ")
            yield method, target, headers, await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return  # the client has gone, or does not speak HTTP


async def serve_socket(server, reader, writer):
    async for _, target, headers, _ in requests(reader):
        url, key = urlsplit(target), headers.get("sec-websocket-key")
        if url.path != "/ws" or key is None or headers.get("sec-websocket-version") != "13":
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            continue
        proof = base64.b64encode(hashlib.sha1(key.encode() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n")
        await server.serve(WebSocket(reader, writer), parse_qs(url.query).get("token", [""])[0])
        break
    writer.close()


class Breach(Exception):
    """The client broke RFC 6455; the argument is the code to close with."""


class WebSocket:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.closing = self.answered = False

    def frame(self, opcode, payload):
        if self.closing or self.writer.is_closing():
            return
        size = len(payload)
        short = struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size)
        self.writer.write(bytes([0x80 | opcode]) + (bytes([size]) if size < 126 else short) + payload)
        if self.writer.transport.get_write_buffer_size() > UNREAD:
            self.abort()

    def send(self, text):
        self.frame(TEXT, text.encode())

    def ping(self):
        self.frame(PING, b"")

    def close(self, code, reason=""):
        """Says goodbye; `messages` then waits for the client's goodbye, and nobody waits longer than 5 s."""
        self.frame(CLOSE, struct.pack("!H", code) + reason.encode())
        self.closing = True
        asyncio.get_running_loop().call_later(5, self.abort)

    def abort(self):
        self.writer.transport.abort()

    async def messages(self):
        """What the client says, until it or the server has said goodbye: text, or bytes."""
        kind, parts = None, []
        try:
            while True:
                final, opcode, payload = await self.read(sum(map(len, parts)))
                if opcode == CLOSE:
                    self.close(goodbye(payload))
                    return
                if opcode == PING:
                    self.frame(PONG, payload)
                elif opcode == PONG:
                    self.answered = True
                elif not self.closing:
                    if (opcode == 0) != (kind is not None):
                        raise Breach(1002)
                    kind = kind or opcode
                    parts.append(payload)
                    if final:
                        message, text, kind, parts = b"".join(parts), kind == TEXT, None, []
                        yield message.decode() if text else message
        except UnicodeDecodeError:
            self.close(1007)
        except Breach as breach:
            self.close(breach.args[0])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    async def read(self, before):
        """One frame; `before` bytes of its message have come already. What nobody will look at comes as nothing."""
        first, second = await self.reader.readexactly(2)
        opcode, size = first & 15, second & 127
        control = opcode >= CLOSE
        if first & 0x70 or not second & 0x80 or opcode not in (0, TEXT, BINARY, CLOSE, PING, PONG):
            raise Breach(1002)  # an extension nobody agreed on, a payload without a mask, an unknown frame
        if control and (size > 125 or first < 0x80):
            raise Breach(1002)
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        mask = await self.reader.readexactly(4)
        if not control and before + size > LARGEST and not self.closing:
            self.close(1009, "Message too large")
        while not control and self.closing and size > 0:
            size -= len(await self.reader.readexactly(min(size, LARGEST)))
        payload = await self.reader.readexactly(size)
        key = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        return first >= 0x80, opcode, (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")


def goodbye(payload):
    """The code to answer a close frame with: the one it has."""
    code = int.from_bytes(payload[:2], "big") if len(payload) > 1 else 1000
    return code if 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999 else 1002


async def main():
    options = argparse.ArgumentParser(description="A server for the protocol commerce.")
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--control-port", type=int, help="offers the hooks there, on loopback; left out: no hooks")
    options.add_argument("--control-secret", help="what callers of the hooks must show as a bearer token")
    given = options.parse_args()
    clock = Clock()
    server = CommerceServer(clock)
    listener = await asyncio.start_server(lambda *ends: serve_socket(server, *ends), "127.0.0.1", given.port)
    print(f"ws://127.0.0.1:{listener.sockets[0].getsockname()[1]}/ws", flush=True)
    if given.control_port is not None:
        hooks = Hooks(server, clock)
        control = await asyncio.start_server(
            lambda *ends: serve_hooks(hooks, given.control_secret, *ends), "127.0.0.1", given.control_port)
        print(f"http://127.0.0.1:{control.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
