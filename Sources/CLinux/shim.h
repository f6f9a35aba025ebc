#pragma once
#include <spawn.h>
// In glibc's headers for _GNU_SOURCE only, which Swift's importer does not define.
int memfd_create(const char *name, unsigned int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
