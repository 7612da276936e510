"""The JSON files of a plan's folder or zip archive, read with nothing trusted.

Nothing is unpacked to disk: members are read in memory up to a limit, so neither a path that climbs
nor an archive that swells can do harm.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, NoReturn

from venues.common.files import whole_file
from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.common.problems import InputError, Problem, file_problem

LARGEST_FILE: Final = 20_000_000
"""Bytes of one GeoJSON file; a plan of 1,000 rooms needs about one million."""
MOST_MEMBERS: Final = 200
"""Files in an archive; IMDF knows fewer than 30."""
MANIFEST: Final = "manifest.json"

type JsonObject = Mapping[str, Any]


class PlanFiles:
    """The files of one plan, by their plain names.

    Args:
        path: A folder, or a zip archive of one.

    Raises:
        InputError: The path cannot be a plan: it is missing, or an archive that is broken or
            hostile, or it has no manifest.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.is_dir():
            self._readers = _folder_readers(path)
        elif path.is_file():
            self._readers = _archive_readers(path)
        else:
            raise file_problem(path, _("there is no such file or folder"))
        if MANIFEST not in self._readers:
            raise file_problem(
                path,
                _("this is not a plan: it has no {manifest}").format(manifest=MANIFEST),
                allowed=_("a folder or a .zip with GeoJSON files by IMDF conventions"),
            )

    def name_of(self, name: str) -> str:
        """Return what a problem calls one of the files: ``museum.zip/unit.geojson``."""
        return f"{self.path.name}/{name}"

    def read(self, name: str) -> JsonObject | None:
        """Return the object in a JSON file, or None if there is no such file.

        Raises:
            InputError: It is too large, not UTF-8, not JSON, or not an object.
        """
        reader = self._readers.get(name)
        if reader is None:
            return None
        content = reader(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise self._error(
                name,
                _("the file is too large"),
                allowed=_("at most {megabytes} MB").format(
                    megabytes=number(LARGEST_FILE / 1_000_000)
                ),
            )
        return self._parsed(name, content)

    def _parsed(self, name: str, content: bytes) -> JsonObject:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._error(name, _("the text is not encoded in UTF-8")) from error
        try:
            value = json.loads(text, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            what = _("this is not JSON from line {line} on").format(line=number(error.lineno))
            raise self._error(name, what) from error
        except (ValueError, RecursionError) as error:  # a number too long, brackets too deep
            raise self._error(name, _("this is not JSON that can be read")) from error
        if not isinstance(value, dict):
            raise self._error(name, _("the file must hold one JSON object"))
        return value

    def _error(self, name: str, what: str, *, allowed: str | None = None) -> InputError:
        return InputError(Problem(what, file=self.name_of(name), allowed=allowed))


def write_files(path: Path, files: Mapping[str, JsonObject]) -> None:
    """Write a plan's files as a folder, or as one archive where the path ends in ``.zip``.

    Raises:
        InputError: The path is a folder that holds something other than a plan, or a file that a
            folder would replace.
    """
    packed = path.suffix.lower() == ".zip"
    if path.is_dir() and (packed or (any(path.iterdir()) and not (path / MANIFEST).exists())):
        raise file_problem(path, _("this folder holds something other than a plan"))
    if path.is_file() and not packed:
        raise file_problem(path, _("a file stands where the plan's folder should be"))
    texts = {
        name: json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        for name, content in files.items()
    }
    with whole_file(path) as partial:
        if packed:
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in texts.items():
                    # A member made from its bare name is dated 1980: same plan, same bytes.
                    member = zipfile.ZipInfo(name)
                    member.external_attr = 0o644 << 16  # else it unpacks unreadable
                    archive.writestr(member, text, zipfile.ZIP_DEFLATED)
        else:
            partial.mkdir()
            for name, text in texts.items():
                (partial / name).write_text(text, encoding="utf-8")


def _folder_readers(folder: Path) -> dict[str, Callable[[int], bytes]]:
    def reader(file: Path) -> Callable[[int], bytes]:
        def read(limit: int) -> bytes:
            with file.open("rb") as source:
                return source.read(limit)

        return read

    return {file.name: reader(file) for file in folder.iterdir() if file.is_file()}


def _archive_readers(path: Path) -> dict[str, Callable[[int], bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise file_problem(
            path,
            _("this is neither a folder nor a zip archive"),
            allowed=_("a folder or a .zip with GeoJSON files by IMDF conventions"),
        ) from error
    if len(members) > MOST_MEMBERS:
        raise file_problem(
            path,
            _("the archive holds too many files"),
            value=number(len(members)),
            allowed=_("at most {count}").format(count=number(MOST_MEMBERS)),
        )
    for member in members:
        _refuse_hostile(path, member)

    def reader(member: zipfile.ZipInfo) -> Callable[[int], bytes]:
        def read(limit: int) -> bytes:
            try:
                with zipfile.ZipFile(path) as archive, archive.open(member) as source:
                    return source.read(limit)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
                what = _("this part of the archive is damaged or locked by a password")
                raise file_problem(path, what, value=member.filename) from error

        return read

    # An archive of a folder holds everything one step down: take the manifest's own neighbours.
    places = {PurePosixPath(member.filename): member for member in members}
    manifests = [place for place in places if place.name == MANIFEST]
    home = min(manifests, key=lambda place: len(place.parts)).parent if manifests else None
    return {place.name: reader(member) for place, member in places.items() if place.parent == home}


def _refuse_hostile(path: Path, member: zipfile.ZipInfo) -> None:
    place = PurePosixPath(member.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in member.filename:
        raise file_problem(
            path, _("the archive holds a path that leads out of it"), value=member.filename
        )
    if member.file_size > LARGEST_FILE:
        raise file_problem(
            path,
            _("the archive holds a file that is too large once unpacked"),
            value=member.filename,
            allowed=_("at most {megabytes} MB").format(megabytes=number(LARGEST_FILE / 1_000_000)),
        )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's
