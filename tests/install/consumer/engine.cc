// A program of somebody else's on gfetch::engine, the name of three libraries.
#include "http.cc"
