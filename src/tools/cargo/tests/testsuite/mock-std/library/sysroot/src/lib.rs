// Intentionally left blank.
