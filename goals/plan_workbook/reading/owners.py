"""The cell *Vastuu ja aikataulu*: its owners and its schedule; and decisions named in any cell. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from kemistrategy.schedule import Schedule, read_schedule, schedules_in

from ..items import NO_SCHEDULE, Question, ReadDecision, ReadOwner
from .cleaning import NO_VOCABULARY, Vocabulary, mended, one_line, plain_lines

LONGEST_CELL = 2000  # letters; no list of owners is longer

_POST = re.compile(
    r"""(?:johtaja|päällik(?:kö|öt)|koordinaattori|sihteeri|rehtori|esihenkil(?:ö|öt)|esimie(?:s|het)|henkilöstö|
    henkilökunta|toimiala|tulosalue|lautakunta|hallitus|valtuusto|ohjaaja|asiantuntija|suunnittelija|insinööri|arkkitehti|
    lääkäri|vastaava|hoitaja|opettaja|tiimi|työryhmä|ryhmä|toimisto|yksikkö|palvelut|keskus|opisto|kaupunki|yhtiö|oy|neuvosto|
    johto|kirjasto|koulu|päiväkoti|varhaiskasvatus|hallinto|konserni|kunta|virasto|jaosto|järjestöt|yhdistykset|puisto|
    chef|cheferna|direktör|sekreterare|nämnd|styrelse|ledare|koordinator|samordnare|rektor|personalen?|sektorn?|enheten?|
    director|manager|managers|head|officer|coordinator|principal|staff|department|team|committee|board|council)
    (?:[ia]t|t|n|er|rna|erna|ena|arna|s)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_AND = re.compile(r"(?<![-‑])\s+(?:ja|sekä|och|samt|and|&|\+)\s+")
_AND_AT_EDGE = re.compile(r"^\s*(?:ja|sekä|och|and)\s+|\s+(?:ja|sekä|och|and)\s*$")
_LINE_END = re.compile(r"\s*\n\s*")
_LETTER = re.compile(r"[^\W\d_]")
_LIST_END = re.compile(r"(?:[,;/]|(?<![-‑])\b(?:ja|sekä|och|samt|and|&))$")
_SEPARATOR = re.compile(r"\s*[,;/]\s*|\n")
_BULLET = re.compile(r"^(?:[•·▪●*–]|-(?=\s)|\d{1,2}[.)](?!\d))\s*")
_LABEL = re.compile(
    r"^\s*(?:vastuu(?:taho|henkilö|henkilöt)?|aikataulu|ansvar(?:ig)?|tidtabell|owner|schedule)\s*:\s*",
    re.IGNORECASE | re.MULTILINE,
)
_BODIES = (
    (r"kv|kvalt|(?:kaupungin|kunnan)?valtuusto|stfge|fge|(?:stads|kommun)?fullmäktige|council", "KV"),
    (r"kh|khs|khall|(?:kaupungin|kunnan)?hallitus|sts|stds|(?:stads|kommun)styrelsen?|board", "KH"),
    (r"[a-zåäö]*(?:ltk|lautakunta|nämnden?|nd|jaosto)|committee", "LTK"),
    (r"vh|viranhaltija(?:päätös)?|[a-zåäö]+johtaja(?:n päätös)?|tjänsteinnehavarbeslut", "VH"),
)
_DAY = r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"
_DECISION = re.compile(
    rf"""\b(?P<body>{"|".join(form for form, _body in _BODIES)})\.?:?\s+
    (?:(?P<day>{_DAY})\s*[,/]?\s*§\s*(?P<section>\d+[a-z]?)
    | §\s*(?P<section_first>\d+[a-z]?)\s*[,/]\s*(?P<day_last>{_DAY}))""",
    re.VERBOSE | re.IGNORECASE,
)
_SECTION_SIGN = re.compile(r"§\s*\d+|\d\s*§")


@dataclass(frozen=True)
class OwnersReading:
    """What the cell says; `schedule_raw` are the words of the schedule as they stand, "" where there is none."""

    owners: tuple[ReadOwner, ...] = ()
    schedule: Schedule = NO_SCHEDULE
    schedule_raw: str = ""
    questions: tuple[Question, ...] = ()


NOBODY = OwnersReading()


def read_owners(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> OwnersReading:
    """The owners of a cell in its order, each once, and the schedule that stands among them."""
    if len(text) > LONGEST_CELL:
        return OwnersReading(questions=(Question("owners_unread"),))
    lines = _LABEL.sub("", plain_lines(text))
    if "§" in lines:
        lines = _DECISION.sub("", lines)
    rest, raw, schedule, asked = _without_schedule(lines)
    owners, doubts = _owners(rest, vocabulary)
    return OwnersReading(owners, schedule, raw, (*asked, *doubts))


def read_schedule_cell(text: str) -> OwnersReading:
    """A schedule's own cell. Words that can't be read are kept, with a question."""
    raw = one_line(text)
    if not raw:
        return NOBODY
    schedule = read_schedule(raw)
    if schedule is None:
        return OwnersReading(schedule_raw=raw, questions=(Question("schedule_unread", (("words", raw),)),))
    return OwnersReading(schedule=schedule, schedule_raw=raw, questions=_half_or_quarter(raw))


def _without_schedule(lines):
    """(the owners' words, the schedule as written, as read, questions). Several schedules are left to a person."""
    found = [match for match in schedules_in(lines) if _stands_alone(lines, match)]
    if not found:
        return lines, "", NO_SCHEDULE, ()
    rest = lines
    for match in reversed(found):
        rest = rest[: match.start()].rstrip(" (") + "\n" + rest[match.end() :].lstrip(" )")
    raws = [" ".join(match[0].split()) for match in found]
    raw = ", ".join(raws)
    if len(set(raws)) > 1:
        return rest, raw, NO_SCHEDULE, (Question("several_schedules", (("words", raw),)),)
    schedule = read_schedule(raws[0])
    if schedule is None:
        return rest, raws[0], NO_SCHEDULE, (Question("schedule_unread", (("words", raws[0]),)),)
    return rest, raws[0], schedule, _half_or_quarter(raws[0])


def _stands_alone(lines, match):
    """ "2030" of "Kemi 2030 -ohjelma" or "Oulu 2026 -tiimi" is part of a name."""
    after = lines[match.end() : match.end() + 12]
    return not re.match(r" ?-\w", after) and not re.match(r" (?!(?:ja|sekä|tai|och|and) \d)[a-zåäö]", after)


def _half_or_quarter(raw):
    """ "I/2024" is a half-year in one city and a quarter in another."""
    if re.search(r"\bI{1,2}/20\d\d", raw):
        return (Question("half_or_quarter", (("words", raw),)),)
    return ()


def _owners(text, vocabulary):
    owners, doubts, seen = [], [], set()
    for piece in _pieces(text, vocabulary):
        raw, (words, mends), asked = piece[0], mended(piece[0], vocabulary), piece[1]
        words = (
            _BULLET.sub("", words).strip(" .,;:-–()")
            if words.count("(") != words.count(")")
            else words.strip(" .,;:–-")
        )
        words = _BULLET.sub("", words)
        if not words or not _LETTER.search(words) or words.casefold() in seen:
            continue
        seen.add(words.casefold())
        owners.append(ReadOwner(words, raw.strip()))
        doubts += [Question("mended_word", (("torn", m.torn), ("words", m.mended))) for m in mends if not m.is_certain]
        doubts += [Question(asked, (("words", words),))] if asked else []
    return tuple(owners), doubts


def _pieces(text, vocabulary):
    """[(words as they stand, question code)], cut at commas, slashes, "ja" and the line breaks between two owners."""
    pieces = []
    for block, asked in _line_blocks(text):
        for place, part in enumerate(_separated(block)):
            pieces += [(piece, code or (asked if not place else "")) for piece, code in _and_parts(part)]
    return pieces


def _line_blocks(text):
    """Lines joined where the next goes on with the same list or the same title."""
    blocks: list[tuple[str, str]] = []
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if not blocks:
            blocks.append((line, ""))
            continue
        above, asked = blocks[-1]
        last = _SEPARATOR.split(above)[-1]
        if (
            _LIST_END.search(above)
            or above.endswith(("-", "("))
            or line[0] in ",;/(&"
            or above.count("(") > above.count(")")
        ):
            blocks[-1] = (f"{above}\n{line}", asked)
        elif line[0].isupper() or _BULLET.match(line):
            blocks.append((line, ""))
        elif _POST.search(last):
            blocks.append((line, "split_here"))
        else:
            blocks[-1] = (f"{above}\n{line}", asked)
    return blocks


def _separated(block):
    """Cut at commas, semicolons and slashes outside brackets; a line break after "ja" or a hyphen is no cut."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(block):
        depth += (letter == "(") - (letter == ")")
        if letter in ",;/" and depth <= 0 and not block[place + 1 : place + 2].isdigit():
            parts.append(block[start:place])
            start = place + 1
    return [part for part in (*parts, block[start:]) if part.strip()]


def _and_parts(part):
    """ "tulosaluepäälliköt ja lähiesihenkilöt" are two; asked where a side does not look like an owner of its own."""
    pieces = [piece for piece in _AND.split(_LINE_END.sub("\n", f" {part} ")) if piece.strip()]
    if len(pieces) == 1 or "(" in part:
        return [(_AND_AT_EDGE.sub("", part), "")]
    are_posts = all(_POST.search(piece.strip(" .)")) for piece in pieces)
    return [(piece, "" if are_posts or not place else "split_here") for place, piece in enumerate(pieces)]


def decisions_in(text: str) -> tuple[ReadDecision, ...]:
    """The decisions a text names: "kv 3.5.2021 § 45", "KH 12.6.2023 § 101", "Sivltk 1.2.2024 § 3"."""
    found = []
    if "§" not in text:
        return ()
    for match in _DECISION.finditer(" ".join(plain_lines(text).split())):
        day_number, month_number, year = map(int, (match["day"] or match["day_last"]).split("."))
        try:
            day = date(year, month_number, day_number)
        except ValueError:
            continue
        section = match["section"] or match["section_first"]
        found.append(ReadDecision(match[0], _body(match["body"]), day.isoformat(), section))
    return tuple(found)


def has_unread_decision(text: str) -> bool:
    """A section sign that no decision read from the text accounts for."""
    return "§" in text and len(_SECTION_SIGN.findall(text)) > len(decisions_in(text))


def _body(words):
    return next(body for form, body in _BODIES if re.fullmatch(form, words, re.IGNORECASE))
