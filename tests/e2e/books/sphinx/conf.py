project = "A book with scenes"
extensions = ["myst_parser"]
html_theme = "furo"
