"""A face-recognition laboratory: see README.md."""
