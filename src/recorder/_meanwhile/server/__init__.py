"""The practice server: plays the server of any scene, over real HTTP.

`plans` says what happens to a request and when, `http` does it, `servers.json` is what each scene's server is like.
"""
