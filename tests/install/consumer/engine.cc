// A program that uses an installed gfetch::engine, which is three libraries.
#include "http.cc"
