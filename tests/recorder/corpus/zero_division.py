"""An exception outside of any task."""

print("before")
1 / 0
