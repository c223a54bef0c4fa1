#pragma once
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>

// The version that is loaded, which need not be the one of the header: 975 for 0.9.75, 10001 for 1.0.1.
static inline unsigned int tb_library_version(void) {
    unsigned int major = 0, minor = 0, patch = 0;
    sscanf(MHD_get_version(), "%u.%u.%u", &major, &minor, &patch);
    return major * 10000 + minor * 100 + patch;
}

// Called with a request's target before the library splits it into path and arguments.
typedef void *(*tb_target_callback)(void *context, const char *target, struct MHD_Connection *connection);
// Called in place of the library's percent-decoding; the answer is the length of the text.
typedef size_t (*tb_unescape_callback)(void *context, struct MHD_Connection *connection, char *text);

// Called before the library gives a request up, and at other troubles; it does not say which request or why.
typedef void (*tb_trouble_callback)(void *context);

struct tb_daemon_settings {
    size_t memory_per_connection;
    unsigned int connections;
    unsigned int idle_seconds;
    MHD_NotifyConnectionCallback connection;
    tb_target_callback target;
    tb_unescape_callback unescape;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    tb_trouble_callback trouble;
    void *context;
};

// The importer takes no va_list that is the same everywhere.
static inline void tb_note_trouble(void *settings, const char *format, va_list arguments) {
    const struct tb_daemon_settings *s = (const struct tb_daemon_settings *) settings;
    (void) format;
    (void) arguments;
    s->trouble(s->context);
}

// MHD_start_daemon is variadic, which the importer skips. The settings have to outlive the daemon.
static inline struct MHD_Daemon *tb_start_daemon(const struct tb_daemon_settings *settings) {
    return MHD_start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_SUPPRESS_DATE_NO_CLOCK
            | MHD_USE_ERROR_LOG | MHD_USE_NO_LISTEN_SOCKET,
        0, NULL, NULL, settings->access, settings->context,
        // First, so that the library has nothing to say on standard error.
        MHD_OPTION_EXTERNAL_LOGGER, &tb_note_trouble, (void *) settings,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->memory_per_connection,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context,
        MHD_OPTION_URI_LOG_CALLBACK, settings->target, settings->context,
        MHD_OPTION_UNESCAPE_CALLBACK, settings->unescape, settings->context,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_END);
}

// MHD_get_connection_info is variadic too.
static inline size_t tb_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

// Whether all of the head has arrived.
static inline int tb_has_head(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE) != NULL;
}

static inline int tb_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? (int) info->connect_fd : -1;
}

static inline void *tb_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// Has a connection closed after a second without a byte.
static inline void tb_hurry(struct MHD_Connection *connection) {
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 1u);
}

// The closed enumerations reach Swift as numbers without names.
static const enum MHD_Result tb_yes = MHD_YES;
static const enum MHD_Result tb_no = MHD_NO;

static inline int tb_is_start(enum MHD_ConnectionNotificationCode code) {
    return code == MHD_CONNECTION_NOTIFY_STARTED;
}

static inline struct MHD_Response *tb_make_response(size_t size, const void *body) {
    return MHD_create_response_from_buffer(size, (void *) body, MHD_RESPMEM_MUST_COPY);
}

static inline int tb_read_headers(struct MHD_Connection *connection, MHD_KeyValueIteratorN each, void *context) {
    return MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each, context);
}
