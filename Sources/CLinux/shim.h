#pragma once
// In glibc's headers for _GNU_SOURCE only, which Swift's importer does not define.
int memfd_create(const char *name, unsigned int flags);
