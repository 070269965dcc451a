"""Canyon: watch SGD, momentum, RMSProp and Adam work. Run with `streamlit run app.py` or `uvicorn app:app --workers N`.

The script of the pages lies in ui/, so that Streamlit does not take the folder pages/ beside this file for pages of its
own. What declares a component must not be imported here: it needs Streamlit's runtime.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from server.files import file
from server.pictures import picture
from server.preload import Preload
from server.scenes import scene
from server.settle import send_at_once, settle
from slides import routes as slides


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Settle the process once its imports and its listening sockets are there."""
    send_at_once()
    settle()
    yield


app = st.App(
    Path(__file__).parent / "ui" / "main.py",
    routes=[
        Route("/scene/{page}", scene),
        Route("/stage/{path:path}", file),
        Route("/picture/surface/{version}/{name}", picture),
        *slides.ROUTES,
    ],
    middleware=[Middleware(Preload)],
    lifespan=lifespan,
)
