// What the libraries name and tare never uses. Defined here, it does not bring along what it takes:
// three more libraries, and parts of the C library that a static program cannot have.

#include <archive.h>
#include <netdb.h>

// libarchive holds a table of all formats that it can write. tare has it write ustar and PAX, and
// asks for them by name. Of the others, xar takes libxml2 (with ICU), and zip and mtree nettle.
int archive_write_set_format_xar(archive* /*writer*/) { return ARCHIVE_FATAL; }
int archive_write_set_format_zip(archive* /*writer*/) { return ARCHIVE_FATAL; }
int archive_write_set_format_mtree(archive* /*writer*/) { return ARCHIVE_FATAL; }
int archive_write_set_format_mtree_classic(archive* /*writer*/) { return ARCHIVE_FATAL; }

// libcrypto would load modules that the machine's openssl.cnf names, made for another program. The
// linker turns its call of dlopen here, for the C library keeps that for itself.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" void* __wrap_dlopen(const char* /*file*/, int /*mode*/) { return nullptr; }

// libcrypto has connections, too. Nothing here asks for the address of a host.
int getaddrinfo(const char* /*node*/, const char* /*service*/, const addrinfo* /*hints*/,
                addrinfo** /*result*/) {
  return EAI_FAIL;
}
void freeaddrinfo(addrinfo* /*list*/) noexcept {}
hostent* gethostbyname(const char* /*name*/) { return nullptr; }
