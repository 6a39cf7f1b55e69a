/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libkmod, opened when it is needed.
 *
 * It pulls in libcrypto, and the dynamic linker spends 3.4 million instructions
 * on the two before main: a quarter of what 'hvctl status' would need in all,
 * and nobody but load, unload and doctor calls them. The types of the functions
 * are those of libkmod.h.
 */
#ifndef CLIBKMOD_SHIM_H
#define CLIBKMOD_SHIM_H

#include <dlfcn.h>
#include <libkmod.h>
#include <string.h>

#define LIBKMOD_FUNCTIONS(X) \
	X(kmod_new) \
	X(kmod_unref) \
	X(kmod_set_log_priority) \
	X(kmod_module_new_from_path) \
	X(kmod_module_new_from_name) \
	X(kmod_module_unref) \
	X(kmod_module_insert_module) \
	X(kmod_module_remove_module) \
	X(kmod_module_get_info) \
	X(kmod_module_info_free_list) \
	X(kmod_module_info_get_key) \
	X(kmod_module_info_get_value) \
	X(kmod_list_next)

/**
 * struct libkmod - the functions of libkmod that hvctl calls, by their names
 * @handle: of dlopen(); NULL until it is open
 */
struct libkmod {
	void *handle;
#define X(name) __typeof__(&name) name;
	LIBKMOD_FUNCTIONS(X)
#undef X
};

/**
 * libkmod_open() - open libkmod
 * @library: written whole
 *
 * Return: NULL, or what dlopen() or dlsym() said.
 */
static inline const char *libkmod_open(struct libkmod *library)
{
	void *symbol;

	memset(library, 0, sizeof(*library));
	library->handle = dlopen("libkmod.so.2", RTLD_NOW | RTLD_LOCAL);
	if (!library->handle)
		return dlerror();
#define X(name) \
	symbol = dlsym(library->handle, #name); \
	if (!symbol) \
		return dlerror(); \
	memcpy(&library->name, &symbol, sizeof(symbol));
	LIBKMOD_FUNCTIONS(X)
#undef X
	return NULL;
}

#endif /* CLIBKMOD_SHIM_H */
