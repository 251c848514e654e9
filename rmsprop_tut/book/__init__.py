"""What the pages take from the package: numbers, paths, figures in words."""
