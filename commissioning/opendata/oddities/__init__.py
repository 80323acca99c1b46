"""What is odd about a notice: imported all the same, and shown on its case as a warning in plain words."""
