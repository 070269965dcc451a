"""Canyon: watch SGD, momentum, RMSProp and Adam work. Run with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from ui.server import settle

HERE = Path(__file__).parent

st.set_page_config(page_title="Canyon", page_icon=str(HERE / "ui" / "icon.svg"), layout="wide")
page = st.navigation(
    [
        st.Page("pages/canyon.py", title="Canyon", default=True),
        st.Page("pages/gradient_descent.py", title="Gradient descent"),
        st.Page("pages/momentum.py", title="Momentum"),
        st.Page("pages/rmsprop.py", title="RMSProp"),
        st.Page("pages/adam.py", title="Adam"),
        st.Page("pages/network_race.py", title="Network race"),
        st.Page("pages/backpropagation.py", title="Backpropagation"),
        st.Page("pages/initialization.py", title="Initialization"),
        st.Page("pages/dropout.py", title="Dropout"),
    ],
    position="top",
)
st.html(HERE / "ui" / "page.css")
st.session_state["_app"] = True  # ui.layout asks for it
page.run()
settle()
