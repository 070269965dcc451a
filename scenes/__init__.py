"""One module a page: Settings -> Scene, pure."""
