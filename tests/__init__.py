"""A package, not a bare folder: installed packages leave folders of this name behind, which would come first."""
