#pragma once

namespace cli {

/// Opens those of the first three descriptors that whoever started the program has closed, in a way
/// that using them is an error. Otherwise the first file to be opened would be, say, standard
/// error, and get the messages. To be called before anything is opened.
void fill_standard_descriptors();

}  // namespace cli
