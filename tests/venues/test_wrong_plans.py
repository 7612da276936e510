"""Each wrong plan gets its one clear sentence, and changes nothing."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.venues.building import Files, house, spoiled
from tests.venues.wrong_plans import WRONG, unit, without
from venues.archives import MOST_MEMBERS
from venues.common.i18n import use_language
from venues.common.problems import InputError
from venues.geojson import read_plan, write_plan


@pytest.mark.parametrize(("spoil", "place", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_plan_gets_one_sentence(
    tmp_path: Path, spoil: Callable[[Files], None], place: str, reason: str
) -> None:
    path = spoiled(tmp_path, spoil)
    before = {file: file.read_bytes() for file in path.iterdir()}
    with pytest.raises(InputError) as caught:
        read_plan(path)
    sentence = str(caught.value)
    assert place in sentence
    assert reason in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert str(tmp_path) not in sentence
    assert {file: file.read_bytes() for file in path.iterdir()} == before


@pytest.mark.parametrize(("spoil", "place", "reason"), WRONG.values(), ids=WRONG.keys())
def test_it_is_refused_in_an_archive_too(
    tmp_path: Path, spoil: Callable[[Files], None], place: str, reason: str
) -> None:
    folder = spoiled(tmp_path, spoil)
    archive = zipped(tmp_path / "house.zip", {f.name: f.read_bytes() for f in folder.iterdir()})
    with pytest.raises(InputError):
        read_plan(archive)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_plan(path)
    return str(caught.value)


def house_files(folder: Path) -> dict[str, bytes]:
    write_plan(house(), folder / "house")
    return {file.name: file.read_bytes() for file in (folder / "house").iterdir()}


@pytest.mark.parametrize(
    "name", ["../evil.json", "/etc/evil.json", "a/../../evil", "..\\evil", "C:evil"]
)
def test_an_archive_with_a_path_that_climbs_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "plan.zip", house_files(tmp_path) | {name: b"x"})
    assert "leads out of it" in refusal(path)
    assert not (tmp_path.parent / "evil.json").exists()


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "plan.zip", house_files(tmp_path) | {"unit.geojson": b" " * 200_000_000}
    )
    assert path.stat().st_size < 1_000_000
    assert "too large once unpacked" in refusal(path)


def test_an_archive_of_countless_files_is_refused(tmp_path: Path) -> None:
    many = {f"{index}.json": b"" for index in range(MOST_MEMBERS)}
    assert "too many files" in refusal(zipped(tmp_path / "plan.zip", house_files(tmp_path) | many))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "plan.zip", house_files(tmp_path))
    content = bytearray(path.read_bytes())
    content[100:140] = bytes(40)
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    path.write_bytes(b"%PDF-1.7")
    assert "neither a folder nor a zip archive" in refusal(path)


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    assert "no such file or folder" in refusal(tmp_path / "nowhere")


def test_all_problems_of_a_step_are_listed(tmp_path: Path) -> None:
    def spoil(files: Files) -> None:
        for index in (0, 1):
            unit(files, index)["properties"]["level_id"] = "cellar"

    with pytest.raises(InputError) as caught:
        read_plan(spoiled(tmp_path, spoil))
    assert [problem.column for problem in caught.value.problems] == [
        "entrance.level_id",
        "room.level_id",
    ]
    assert "1 more problem." in str(caught.value)


def test_the_sentence_is_in_the_readers_language(tmp_path: Path) -> None:
    path = spoiled(tmp_path, without("level.geojson"))
    english = refusal(path)
    use_language("fr")
    assert refusal(path) != english


def test_a_plan_is_never_written_over_something_else(tmp_path: Path) -> None:
    kept = tmp_path / "photos" / "one.jpg"
    kept.parent.mkdir()
    kept.write_bytes(b"jpg")
    with pytest.raises(InputError, match="something other than a plan"):
        write_plan(house(), kept.parent)
    with pytest.raises(InputError, match="a file stands"):
        write_plan(house(), kept)
    assert kept.read_bytes() == b"jpg"


def test_an_older_plan_without_our_properties_is_still_read(tmp_path: Path) -> None:
    """A plain IMDF archive knows nothing of our namespace; doors are found by touching."""

    def spoil(files: Files) -> None:
        del files["manifest.json"]["jauge"]
        del files["relationship.geojson"]
        for name in ("level.geojson", "unit.geojson", "opening.geojson"):
            for feature in files[name]["features"]:
                del feature["properties"]["jauge"]

    plan = read_plan(spoiled(tmp_path, spoil))
    assert plan.id == "house"
    assert len(plan.zones) == 3
    assert {plan.zone(zone).label() for zone in plan.doors[0].zones} == {"Entrance", "Room"}
    assert plan.doors[0].width_m == pytest.approx(1.5, abs=0.001)
    assert plan.origin == pytest.approx((2.35, 48.85), abs=1e-3)
