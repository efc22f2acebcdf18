// A file of the folder that the fixed cases name.
