"""The floor: one slider and one line, what Streamlit and plotly need when there is next to nothing to do."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

x = np.linspace(0, 10, 200)
eta = st.select_slider("η", [round(0.01 * i, 2) for i in range(101)], 0.1, key="eta")
st.plotly_chart(go.Figure(go.Scatter(x=x, y=np.exp(-eta * x) * np.cos(x))))
