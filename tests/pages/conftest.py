"""The app in a test: its pages without a browser, on an empty home or on one with results."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool
from scenarios import fits, jobs, library
from scenarios.job import State

APP = Path(__file__).parents[2] / "app.py"
PAGES = ("overview", "pool", "demand", "venue", "scenarios", "compare")
PATIENCE_S = 60

LEARNED = ("BRITISH MUSEUM", "Bristol Museum")
"""One venue with months and one with days, so that learning takes seconds."""
FEW = DemandSettings(chains=2, tune=50, draws=200)

type Opened = Callable[..., AppTest]


class DeclaredPages(PagesManager):
    """The pages as on a server where the app has run before and declared them.

    Until then, Streamlit takes the folder ``pages`` for pages of its older kind; what that does to
    the very first visitor is tested in a browser.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return a function that opens a page of the app in a language."""
    monkeypatch.setattr(app_test, "PagesManager", DeclaredPages)

    def open_page(page: str, language: str = "en") -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=PATIENCE_S)
        app.query_params["lang"] = language
        app.run()
        if page != "overview":
            app.switch_page(f"pages/{page}.py").run()
        return app

    return open_page


@pytest.fixture(scope="session")
def learned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a pool, and the demand learned from two of its venues with few draws."""
    folder = tmp_path_factory.mktemp("learned")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAUGE_HOME", str(folder))
        pool = Pool()
        load_example_pool(pool)
        history = History.from_pool(pool).only(LEARNED)
        fits.learn(history, settings=FEW).save(fits.fit_file(pool.digest()))
    return folder


@pytest.fixture(scope="session")
def worked_home(learned_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the whole way has been gone: what is simulated has a fixed demand."""
    folder = tmp_path_factory.mktemp("worked")
    shutil.copytree(learned_home, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAUGE_HOME", str(folder))
        pair = [library.open_scenario(each) for each in library.bundled()]
        for job in (
            jobs.submit("compare", scenarios=pair, draws=4, visits=150),
            jobs.submit("simulate", scenario=pair[0], draws=4, visits=150),
        ):
            assert jobs.wait(job.id, timeout_s=600).state is State.DONE
    return folder


@pytest.fixture
def with_demand(home: Path, learned_home: Path) -> Path:
    """Give the test a home with a pool and what was learned from it, and nothing simulated."""
    shutil.copytree(learned_home, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def with_results(home: Path, worked_home: Path) -> Path:
    """Give the test a home with a pool, simulations and a comparison."""
    shutil.copytree(worked_home, home, dirs_exist_ok=True)
    return home
