"""What everything in the archive is spelt in: canonical JSON, base64, C2SP signed notes and their keys, gzip, paths."""
import base64, hashlib, json, re, zlib

from ed25519 import ed25519


class Difference(Exception):
    pass


def need(holds, where, reason):
    if not holds:
        raise Difference(f"{where}: {reason}")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def un64(text, url=False):
    """The bytes, if this is the one way to write them."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4 * url), b"-_" if url else None, validate=True)
    except ValueError:
        return None
    return data if (url64(data) if url else base64.b64encode(data).decode()) == text else None


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_json(text, where):
    """The object that the text is the canonical spelling of. There are no fractions in ours."""
    value = json.loads(text, parse_float=lambda _: None)
    need(isinstance(value, dict) and canonical(value) == text, where, "not canonical JSON")
    return value


def is_number(value):
    return type(value) is int and 0 <= value < 2**53


SEGMENT_MAX = 256 << 20


# A key is (name, id, type, public key).
def make_key(name, kind, public):
    return (name, sha(name.encode(), b"\n", bytes([kind]), public)[:4].hex(), kind, public)


def vkey(key):
    return f"{key[0]}+{key[1]}+{base64.b64encode(bytes([key[2]]) + key[3]).decode()}"


def read_key(line, where):
    found = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", line)
    data = un64(found[3]) if found else None
    need(data and {1: 32, 4: 32, 6: 1312}.get(data[0]) == len(data) - 1, where, "not a key")
    key = make_key(found[1], data[0], data[1:])
    need(key[1] == found[2], where, "the key has another id")
    return key


def open_note(data, keys, where):
    """The text, those of the keys that stand under it, and the ids of other keys. Type 0x06 is taken for right."""
    note = data.decode()
    text, _, rest = note.rpartition("\n\n")
    text, signers, strange, lines = text + "\n", [], [], rest[:-1].split("\n")
    fine = len(text) > 1 and rest.endswith("\n") and len(lines) <= 64 and not re.search("[\0-\x09\x0b-\x1f]", note)
    need(fine, where, "not a note")
    for line in lines:
        found = re.fullmatch(r"— ([^\s+\x85]+) (\S+)", line)
        signed = un64(found[2]) if found else None
        need(signed and len(signed) > 4, where, "a malformed signature line")
        strange.append(signed[:4].hex())
        for key in keys:
            if key[:2] == (found[1], signed[:4].hex()) and key not in signers:
                message, signature = text.encode(), signed[4:]
                if key[2] == 4:
                    message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + message
                    signature = signature[8:]
                need(key[2] == 6 or ed25519(key[3], message, signature), where, "a wrong signature")
                signers.append(key)
                strange.pop()
                break
    return text, signers, strange


def read_head(lines, where):
    origin, size, root = lines
    data = un64(root) or b""
    need(origin and re.fullmatch("0|[1-9][0-9]{0,15}", size) and len(data) == 32, where, "not a tree head")
    return origin, int(size), data


def path_of(n):
    """C2SP tlog-tiles: 1234067 is x001/x234/067."""
    text = str(n).zfill(-(-len(str(n)) // 3) * 3)
    groups = [text[i : i + 3] for i in range(0, len(text), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])


def unpack(data, count, where):
    """The lines of a segment."""
    text = b""
    while data:
        member = zlib.decompressobj(31)
        text += member.decompress(data, SEGMENT_MAX)
        need(member.eof and len(text) <= SEGMENT_MAX, where, "cut off, or too long")
        data = member.unused_data
    need(text.endswith(b"\n") and text.count(b"\n") == count, where, "another number of lines")
    return text.decode().split("\n")[:-1]
