"""A merchant's words in a file: TOML, one for a deployment."""

from __future__ import annotations

import tomllib
from pathlib import Path

from service.errors import InvalidArgument, WordsInvalid
from service.words.parse import parse_words
from service.words.words import Words

MAX_FILE_BYTES = 1 << 20


def read_words(path: Path) -> Words:
    """Return the words of a file; a file that is not there lays nothing down.

    Raises:
        WordsInvalid: the file cannot be read, is too large or no TOML, or an entry breaks a limit or contradicts another.
    """
    try:
        return parse_words(tomllib.loads(_text(path)))
    except FileNotFoundError:
        return Words()
    except OSError as error:
        reason = error.strerror or "cannot be read"
    except UnicodeDecodeError:
        reason = "is not UTF-8 text"
    except RecursionError:
        reason = "is nested too deeply"
    except tomllib.TOMLDecodeError as error:
        reason = f"is not TOML (keys with umlauts or spaces need quotes): {error}"
    except InvalidArgument as error:
        reason = str(error)
    # An entry may hold line ends; a message is one line.
    raise WordsInvalid(" ".join(f"{path.name}: {reason}".split()))


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise InvalidArgument("file", f"has more than {MAX_FILE_BYTES:,} bytes")
    return data.decode("utf-8-sig")
