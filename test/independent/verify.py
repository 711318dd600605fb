#!/usr/bin/env python3
"""A second verifier, written from docs/audit-log.md and the C2SP texts alone, with Python's standard library.

verify.py <folder> [<file of keys>]; or --serve: requests as JSON, one a line, see `verify` below. What the library has
no means for is not checked: signatures of type 0x06 (ML-DSA-44), and the content of sealed blocks.
"""
import datetime, hashlib, json, os, re, sys, zlib

from notes import SEGMENT_MAX, Difference, canonical, is_number, make_key, need, open_note
from notes import path_of, read_head, read_json, read_key, sha, un64, unpack, url64, vkey

PLACE = re.compile(
    r"meta\.json|keys/[0-9a-f]{8}\.vkey|segments/\d{16}-[1-9]\d*-[0-9a-f]{64}\.jsonl\.gz|checkpoints/\d{16}"
    r"|tile/(\d{1,2}|entries)/(x\d{3}/)*\d{3}|seals/\d{4}-\d\d-\d\d"
)
SUBJECT = re.compile("[A-Za-z0-9][A-Za-z0-9_]{0,63}")
LEAF = {"v", "scope", "lane", "seq", "prev", "id", "time", "type", "commitment"}
MALFORMED = (AttributeError, RecursionError, TypeError)
HEAD = {"v", "type", "origin", "scope", "size", "root", "time"}


def read_file(path):
    need(os.path.getsize(path) <= SEGMENT_MAX, path, "too long")
    with open(path, "rb") as file:
        return file.read()


class Log:
    def __init__(self, copy, name, paths, given, kept, heads):
        self.name, self.copy, self.given, self.files = name, copy, given, {path[len(name) + 1 :] for path in paths}
        self.scope, self.size, self.chain = name.rpartition("/")[2], 0, ""
        self.lanes, self.listed, self.places, self.heads, self.seals, self.sizes = {}, [], {}, {}, {}, {}
        meta = self.read("meta.json").decode()
        self.origin = read_json(meta[:-1], name)["origin"]
        about = {"hash": "SHA-256", "origin": self.origin, "scope": self.scope, "tree": "RFC 6962", "v": 1}
        need(meta == canonical(about) + "\n" and self.origin.endswith("/" + self.scope), name, "another meta.json")
        for path in self.files:
            anchor = self.scope == "directory" and re.fullmatch(r"anchors/\d{16}-[0-9a-f]{8}", path)
            need(anchor or PLACE.fullmatch(path), f"{name}/{path}", "no such object belongs here")
        self.open_notes(kept)
        for file, size, root in heads.get(self.origin, []):
            self.expect(size, root, file)
        self.walk()
        self.check_tiles()

    def below(self, folder):
        return sorted(path for path in self.files if path.startswith(folder + "/"))

    def read(self, path):
        need(path in self.files, f"{self.name}/{path}", "missing")
        return read_file(os.path.join(self.copy, self.name, path))

    def expect(self, size, root, file):
        self.heads.setdefault(size, []).append((file, root))

    def open_notes(self, kept):
        beside = [read_key(self.read(path).decode()[:-1], path) for path in self.below("keys")]
        for path, key in zip(self.below("keys"), beside):
            fine = path == f"keys/{key[1]}.vkey" and self.read(path).decode() == vkey(key) + "\n"
            need(fine and key[0] == self.origin, path, "another key")
        given = beside if self.given is None else self.given
        directory = self.origin.rpartition("/")[0] + "/directory"
        own = [key for key in given if key[0] in (self.origin, directory) and key[2] != 4]
        trusted = [make_key(self.origin, *key[2:]) for key in own]
        need(trusted, self.name, "no trusted key")

        def open_trusted(data, where, witnesses=()):
            strange = [key for key in beside if key not in trusted]
            text, signers, others = open_note(data, [*trusted, *strange, *witnesses], where)
            need(where in outside or others in ([], [where[-8:]]), where, "a line of no key of this log")
            need(any(key in trusted and key[2] == 1 for key in signers), where, "no trusted key signed it")
            trusted.extend(key for key in strange if key in signers)
            return text.split("\n"), signers

        outside = {file: note for file, note in kept if note.split("\n")[0] == self.origin}
        notes = [(int(path[12:]), "", path) for path in self.below("checkpoints")]
        for path in self.below("seals"):
            size = (self.read(path).decode().split("\n") + [""] * 3)[2]
            notes.append((int(size) if size.isdigit() else 0, path[6:], path))
        self.checkpoints = {size for size, day, _ in notes if not day}
        need(self.checkpoints, self.name, "no checkpoint")
        self.signed = max(self.checkpoints)
        quantum = []
        for size, day, path in sorted(notes):
            lines, signers = open_trusted(self.read(path), path)
            quantum += [] if day else [any(key[2] == 6 for key in signers)]
            head = read_head([lines[0], *lines[2:4]] if day else lines[:3], path)
            need(head[:2] == (self.origin, size) and lines[-1] == "", path, "of another log or size")
            form = lines[1] == f"seal {day}" and len(lines) > 5 if day else len(lines) == 4
            need(form, path, "of another day or form")
            self.expect(size, head[2], path)
            if day:
                self.seals[day] = (size, lines[4], lines[5:-1])
        sizes = [self.seals[day][0] for day in sorted(self.seals)]
        need(sizes == sorted(sizes), self.name, "the log shrank between two seals")
        need(all(key in trusted for key in beside), self.name, "a key that nothing introduces")
        self.trusted = trusted
        demanded = self.given is not None and any(key[2] == 6 for key in own)
        need(not demanded or sorted(quantum) == quantum, self.name, "an ML-DSA-44 signature is missing")
        named = self.given is not None and any(key[2] == 6 and key[0] == self.origin for key in own)
        need(not named or any(quantum), self.name, "no ML-DSA-44 signature")
        others = [key for key in self.given or [] if key[2] == 4]
        anchors = [(path, self.read(path), path) for path in self.below("anchors")]
        for file, note, path in anchors + [(file, note.encode(), None) for file, note in outside.items()]:
            lines, signers = open_trusted(note, file, others)
            head = read_head(lines[:-1], file)
            same = head[0] == self.origin and (path is None or head[1] == int(path[8:24]))
            need(same and len(lines) == 4, file, "of another log or size")
            absent = path and path[25:] in [key[1] for key in others] and path[25:] not in [key[1] for key in signers]
            need(not absent, file, "the witness did not sign it")
            self.expect(head[1], head[2], file)

    def walk(self):
        self.hashes, self.bundle, stack = [[]], [], []
        for path in self.below("segments"):
            first, count, name = re.fullmatch(r"segments/(\d{16})-(\d+)-(\w{64})\.jsonl\.gz", path).groups()
            data = self.read(path)
            need(int(first) == self.size, path, f"entry {self.size} should follow")
            need(hashlib.sha256(data).hexdigest() == name, path, "its bytes are not those of its name")
            self.chain = url64(sha(f"{self.chain}\n{path}".encode()))
            for line in unpack(data, int(count), path):
                leaf = self.check_entry(read_json(line, path), f"{path} at entry {self.size}").encode()
                stack.append((1, sha(b"\0", leaf)))
                self.hashes[0].append(stack[-1][1])
                while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
                    (_, right), (width, left) = stack.pop(), stack.pop()
                    stack.append((2 * width, sha(b"\1", left, right)))
                    if width.bit_length() % 8 == 0:
                        level = width.bit_length() // 8
                        if len(self.hashes) == level:
                            self.hashes.append([])
                        self.hashes[level].append(stack[-1][1])
                self.bundle.append(len(leaf).to_bytes(2, "big") + leaf)
                self.size += 1
                self.check_heads(stack)
        need(not self.heads, self.name, "a signed head beyond the entries")

    def check_heads(self, stack):
        for file, root in self.heads.pop(self.size, []):
            total = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                total = sha(b"\1", left, total)
            need(root == total, file, f"the first {self.size} entries give another root")
        for day, (size, chain, lanes) in self.seals.items():
            if size == self.size:
                stand = [f"lane {lane} {seq} {url64(prev)}" for lane, (seq, prev) in sorted(self.lanes.items())]
                need((lanes, chain) == (stand, self.chain), f"seals/{day}", "lanes or segments differ")

    def check_tiles(self):
        rows = {f"tile/{level}": row for level, row in enumerate(self.hashes)} | {"tile/entries": self.bundle}
        full = [(folder, row, n) for folder, row in rows.items() for n in range(len(row) // 256)]
        tiles = {f"{folder}/{path_of(n)}": b"".join(row[256 * n : 256 * n + 256]) for folder, row, n in full}
        for path in tiles.keys() | set(self.below("tile")):
            _, level, *number = path.split("/")
            end = (int("".join(number).replace("x", "")) + 1) * 256 ** (1 if level == "entries" else int(level) + 1)
            if path in tiles and path in self.files:
                need(self.read(path) == tiles[path], path, "not that of the entries")
            elif path in tiles:
                need(end > self.signed, path, "missing")
            else:
                fine = self.size < end <= self.size + 16384 and (level == "entries" or len(self.read(path)) == 8192)
                need(fine, path, "a full tile beyond the entries")

    def check_entry(self, line, where):
        """The leaf's text."""
        need(is_number(line["index"]) and line["index"] == self.size, where, "another index")
        leaf = read_json(line["leaf"], where)
        if self.scope == "directory":
            origin, size, root = read_head([leaf["origin"], str(leaf["size"]), leaf["root"]], where)
            form = set(line) == {"index", "leaf"} and set(leaf) == HEAD
            fine = form and (leaf["v"], leaf["type"]) == (1, "directory.head") and leaf["v"] is not True
            need(fine and is_number(leaf["time"]) and is_number(leaf["size"]) and size, where, "not a head")
            grown = size >= self.sizes.get(origin, 0) and origin.endswith("/" + leaf["scope"])
            need(grown, where, "a log that shrank")
            self.sizes[origin] = size
            self.listed.append((where, origin, size, root))
            return line["leaf"]
        lane, seq = leaf["lane"], leaf["seq"]
        need(not leaf["type"].startswith("log."), where, leaf["type"])
        numbers = all(is_number(value) for value in (lane, seq, leaf["time"], leaf["v"])) and leaf["v"] == 1
        members = set(line) == {"index", "leaf", "public", "blocks"} and set(leaf) == LEAF
        need(numbers and members, where, "not an event")
        need(leaf["scope"] == self.scope and len(line["leaf"].encode()) <= 65535, where, "it belongs elsewhere")
        newest, prev = self.lanes.get(lane, (-1, sha()))
        need(seq == newest + 1 and leaf["prev"] == url64(prev), where, "it does not follow in its lane")
        payload = [b"hale/payload/v1\n", sha(line["public"].encode())]
        for subject, text in sorted(line["blocks"].items()):
            sealed = un64(text, url=True)
            need(SUBJECT.fullmatch(subject) and sealed is not None, where, "no subject id, or not base64url")
            payload += [f"{subject}\n".encode(), sha(sealed)]
        need(leaf["commitment"] == url64(sha(*payload)), where, "another payload than the one committed to")
        self.lanes[lane], self.places[self.size] = (seq, sha(line["leaf"].encode())), (lane, seq)
        return line["leaf"]


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_listing(copy, paths):
    written = {}
    with open(os.path.join(copy, "versions.json"), "rb") as file:
        for one in json.load(file)["versions"]:
            key = one["key"]
            need(key not in written and not one.get("deleteMarker"), key, "a second version or a delete marker")
            kept = time_of(one["retainUntil"]) - time_of(one["modified"])
            locked = one["mode"] == "COMPLIANCE" and kept >= datetime.timedelta(days=6 * 365)
            need(locked, key, "not locked for six years")
            need(key in paths and os.path.getsize(os.path.join(copy, key)) == one["size"], key, "not copied as it was")
            written[key] = one["modified"]
    for path in paths:
        need(path in written or not path.startswith("v1/"), path, "not listed")
    return written


def is_sealed(log, written):
    days = [datetime.date.fromisoformat(day) for day in sorted(log.seals)] or [datetime.date.max]
    newest = time_of(written[f"{log.name}/checkpoints/{log.signed:016}"]).date() if written else datetime.date.min
    end = max(days[-1], newest - datetime.timedelta(days=newest > datetime.date.min))
    return (end - days[0]).days + 1 <= len(days)


def check_cleanup(path, rows, logs):
    members = {"v", "scope", "lane", "from", "through", "first_index", "checkpoint_size", "time"}
    need(set(rows) == members and rows["v"] == 1, path, "no manifest")
    need(all(is_number(rows[name]) for name in members - {"scope"}), path, "no manifest")
    at, size, lane = rows["first_index"], rows["checkpoint_size"], rows["lane"]
    for log in logs:
        if log.scope == rows["scope"]:
            need(size in log.checkpoints and log.places.get(at) == (lane, rows["from"]), path, "another row lies there")
            newest = max((place[1] for i, place in log.places.items() if i < size and place[0] == lane), default=-1)
            need(rows["from"] <= rows["through"] <= newest, path, "rows that are not archived")
            return
    raise Difference(f"{path}: its log is not here")


def verify(copy, keys=None, kept=(), allow=()):
    """`keys` as lines, or None for those in the copy; `kept` notes and their names; `allow` what the options allow."""
    paths, differences, logs, heads, groups, handed_over, written = set(), [], [], {}, {}, [], None
    for folder, _, names in os.walk(copy):
        paths |= {os.path.relpath(os.path.join(folder, name), copy).replace(os.sep, "/") for name in names}

    def attempt(check, *args):
        try:
            return check(*args)
        except (Difference, ArithmeticError, LookupError, *MALFORMED, ValueError, zlib.error) as error:
            differences.append(f"{type(error).__name__} {error}")

    def check_evidence(path):
        data = read_file(os.path.join(copy, path))
        need(path.endswith("/" + hashlib.sha256(data).hexdigest() + ".json"), path, "another content")
        if "/evidence/cleanup/" in path:
            check_cleanup(path, read_json(data.decode(), path), logs)

    keys = None if keys is None else [read_key(line.strip(), "--keys") for line in keys]
    if "versions.json" in paths:
        written = attempt(check_listing, copy, paths)
    for path in paths:
        found = re.match(r"(v1/[^/]+/(directory|logs/[^/]+))/", path)
        groups.setdefault(found[1] if found else "", []).append(path)
    for name in sorted(groups.keys() - {""}, key=lambda name: (not name.endswith("/directory"), name)):
        directory = name.endswith("/directory")
        given = keys if keys is None or directory else keys + handed_over
        log = attempt(Log, copy, name, groups[name], given, kept, heads)
        handed_over += [key for key in log.trusted if key[2] == 1] if log and directory else []
        for listed in log.listed if log else []:
            heads.setdefault(listed[1], []).append((listed[0], *listed[2:]))
        logs += [log] if log else []
    for path in sorted(path for path in paths if re.match(r"v1/[^/]+/evidence/", path)):
        attempt(check_evidence, path)
    here, witnesses = {log.origin for log in logs}, {path[-8:] for path in paths if "/directory/anchors/" in path}
    named = {key[0] for key in keys or [] if key[2] != 4} | heads.keys() | {note.split("\n")[0] for _, note in kept}
    if not logs or named - here or any(key[2] == 4 and key[1] not in witnesses for key in keys or []):
        differences.append("a log that is named is not here, or nothing that a witness signed")
    directories = [log for log in logs if log.scope == "directory"]
    if written and directories:
        newest = max(time_of(written[f"{log.name}/checkpoints/{log.signed:016}"]) for log in directories)
        for log in logs:
            age = newest - time_of(written[f"{log.name}/checkpoints/{min(log.checkpoints):016}"])
            if log not in directories and log.origin not in heads and age > datetime.timedelta(minutes=15):
                differences.append(f"the directory does not name {log.origin}")
    if differences:
        return {"outcome": "difference", "reason": differences[0]}
    if "unsignedTail" not in allow and any(log.size > log.signed for log in logs):
        return {"outcome": "unsigned_tail"}
    sealed = "missingSeals" in allow or all(is_sealed(log, written) for log in logs)
    complete = sealed and ("noVersions" in allow or written is not None)
    return {"outcome": "as_signed" if keys is None or complete else "incomplete"}


if __name__ == "__main__" and sys.argv[1:] == ["--serve"]:
    for request in sys.stdin:
        print(json.dumps(verify(**json.loads(request))), flush=True)
elif __name__ == "__main__":
    vkeys = [line for path in sys.argv[2:] for line in open(path, encoding="utf-8") if line.strip()]
    result = verify(sys.argv[1], vkeys or None)
    print(json.dumps(result))
    sys.exit({"as_signed": 0, "difference": 1, "unsigned_tail": 3, "incomplete": 4}[result["outcome"]])
