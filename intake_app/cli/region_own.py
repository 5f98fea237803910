"""`intake region own`: a region's files outside the project, where no upgrade touches them."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from intake_app.catalog import region_names
from intake_app.settings import CONTENT

OWN = Path("/srv/one-story/content")
MADE = """
{region} is in {region_folder} now: edit it there. All else in {folder} points at the project, and
follows each upgrade. Next:
  1. Put this line into the settings and into the file `portal` beside them:
     INTAKE_CONTENT_DIR={folder}
  2. systemctl start intake-portal
  3. systemctl restart intake-web intake-deliver
"""


@click.command()
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), default=OWN, show_default=True)
def own(name: str, folder: Path) -> None:
    """Copy the region NAME to a folder of its own, so that `git pull` never meets your edits.

    Type it as root, and again after an upgrade: it adds what is new and writes over nothing.
    """
    known = region_names(CONTENT)
    mine = folder / "regions" / name
    if name not in known and not mine.is_dir():
        raise click.BadParameter(f"There is no region `{name}`. Use: {', '.join(known)}.")
    if folder.resolve().is_relative_to(CONTENT.resolve()):
        raise click.BadParameter("It lies in the project itself.", param_hint="--folder")
    (folder / "regions").mkdir(parents=True, exist_ok=True)
    for shipped in sorted(CONTENT.iterdir()):
        if shipped.name != "regions":
            _point(folder / shipped.name, shipped)
    for other in known:
        if other != name:
            _point(folder / "regions" / other, CONTENT / "regions" / other)
    _copy(CONTENT / "regions" / name, mine)
    click.echo(MADE.format(region=name, region_folder=mine, folder=folder).strip())


def _copy(shipped: Path, mine: Path) -> None:
    """Whole or not at all: a half would pass for the region when this is typed again."""
    if mine.is_symlink() and mine.resolve() == shipped.resolve():
        mine.unlink()
    if mine.exists() or mine.is_symlink():
        return
    begun = mine.parent.parent / f"{mine.name}.begun"
    shutil.rmtree(begun, ignore_errors=True)
    try:
        shutil.copytree(shipped, begun)
    except shutil.Error as error:
        _, place, why = error.args[0][0]
        raise click.ClickException(
            f"{place} could not be written ({why}). Mend that, and type this again."
        ) from error
    begun.rename(mine)


def _point(place: Path, shipped: Path) -> None:
    """Whatever somebody put there stays."""
    if not place.exists() and not place.is_symlink():
        place.symlink_to(shipped)
