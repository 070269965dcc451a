"""Settings of the canyon race that show one thing each; everything a preset does not name is at its default."""

from typing import Any

from optim.settings import declared
from scenes.canyon import Settings

PRESETS: dict[str, dict[str, Any]] = {
    "Plain SGD crawls": {"kappa": 100.0, "eta": 0.1, "steps": 200},
    "A step too long": {"eta": 0.6, "rules": ("SGD", "Momentum")},
    "Momentum overshoots": {"eta": 0.03, "alpha": 0.95, "rules": ("SGD", "Momentum")},
    "RMSProp's steps never shrink": {"eta": 0.2, "steps": 200, "rules": ("RMSProp", "Adam")},
    "A saddle": {"surface": "saddle", "eta": 0.02, "steps": 200},
    "A plateau": {"surface": "plateau", "eta": 0.05, "steps": 200},
    "A local minimum": {"surface": "three_hump_camel", "eta": 0.02, "steps": 200},
}


def complete(values: dict[str, Any]) -> dict[str, Any]:
    """All settings of the race: the given ones, defaults for the rest, the start that of the surface."""
    settings = Settings(**values)
    x, y = settings.start()
    return {name: getattr(settings, name) for name in declared(settings)} | {"x0": x, "y0": y}
