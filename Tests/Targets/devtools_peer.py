"""A server that speaks the DevTools protocol badly. Usage: devtools_peer.py MODE; prints its port."""
import base64
import hashlib
import socket
import struct
import sys
import time

mode = sys.argv[1]
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(8)
print(server.getsockname()[1], flush=True)


def frame(payload, opcode=1, claim=None):
    size = len(payload) if claim is None else claim
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    return head + payload


def serve(peer):
    request = b""
    while b"\r\n\r\n" not in request:
        more = peer.recv(65536)
        if not more:
            return
        request += more
    port = server.getsockname()[1]
    if mode == "not-http":
        peer.sendall(b"220 mail.example ESMTP\r\n")
        return
    if mode == "not-found":
        peer.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return
    if mode == "endless-list":
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.sendall(b"[" * 65536)
    if b"Upgrade" not in request and b"upgrade" not in request:
        body = b'{"no": "list"}'
        if mode == "list-elsewhere":
            body = b'[{"webSocketDebuggerUrl": "ws://192.0.2.1:9229/x"}, {"type": "node"}, 3]'
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        return
    if mode == "silent-upgrade":
        time.sleep(60)
    key = [line.split(b": ")[1] for line in request.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")][0]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    if mode == "wrong-accept":
        accept = base64.b64encode(b"0" * 20)
    peer.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    peer.recv(65536)
    chunk = b'{"method":"HeapProfiler.addHeapSnapshotChunk","params":{"chunk":"%s"}}'
    if mode == "garbage":
        peer.sendall(frame(b"\x00\xff not JSON"))
    elif mode == "deep":
        peer.sendall(frame(b'{"id":1,"result":' + b"[" * 100000))
    elif mode == "huge":
        peer.sendall(frame(b"{", claim=1 << 40))
    elif mode == "closes":
        peer.sendall(frame(b"", opcode=8))
    elif mode == "vanishes":
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        return
    elif mode == "other-id":
        peer.sendall(frame(b'{"id":99,"result":{}}'))
    elif mode == "chatter":
        peer.sendall(frame(b'{"method":"Some.event","params":{"n":1}}') * 20000 + frame(b'{"id":1,"result":{"x":7}}'))
    elif mode == "fragments":
        peer.sendall(struct.pack("!BB", 0x01, 10) + b'{"id":1,"r' + struct.pack("!BB", 0x00, 12) + b'esult":{"x":')
        peer.sendall(frame(b"7}}", opcode=0))
    elif mode == "half-snapshot":
        peer.sendall(frame(chunk % b'{\\"snapshot\\":{') + frame(b'{"id":1,"result":{}}'))
    elif mode == "snapshot":
        # Escapes, a pair of halves, a lone half, and a shape that V8 does not write.
        peer.sendall(frame(chunk % b'{\\"a\\":\\"\\u0041\\ud83d\\ude00\\ud800\\n'))
        peer.sendall(frame(b'{"params" : {"chunk" : "tail\\"}"} , "method" : "HeapProfiler.addHeapSnapshotChunk"}'))
        peer.sendall(frame(b'{"id":1,"result":{}}'))
    time.sleep(60)


while True:
    peer, _ = server.accept()
    try:
        serve(peer)
    except OSError:
        pass
    peer.close()
