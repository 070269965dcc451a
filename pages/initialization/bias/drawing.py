"""The picture of the output's first bias: the training error and the mean prediction from both starts."""

from figures.grid import Row, grid
from figures.panels import Panel, panel_tracks
from figures.theme import STYLES
from lesson import Scene, number
from pages.initialization.bias.measure import SHARE, ZERO, Biases
from pages.initialization.bias.words import TITLE, words
from pages.run import on_paper

LOOKS = {SHARE: STYLES["RMSProp"], ZERO: STYLES["Momentum"]}


def draw(measured: Biases) -> Scene:
    """The training error and the mean prediction from both starts."""
    panels = [
        Panel(
            key="error",
            title="training error",
            curves={name: on_paper(start.error) for name, start in measured.starts.items()},
            styles=LOOKS,
            range=(0.0, 0.8),
            guides={"baseline": measured.baseline},
        ),
        Panel(
            key="mean",
            title="mean prediction",
            curves={name: start.mean for name, start in measured.starts.items()},
            styles=LOOKS,
            range=(0.0, 0.6),
            guides={f"{number(100 * measured.share)} % are 8": measured.share},
        ),
    ]
    return Scene(
        title=f"Initialization: {TITLE}",
        drawing=grid([Row(panels)], measured.settings.steps),
        tracks=tuple(track for panel in panels for track in panel_tracks(panel)),
        steps=measured.settings.steps,
        words=words(measured),
    )
