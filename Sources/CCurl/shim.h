#pragma once
#include <curl/curl.h>

// libcurl's setters and getters are variadic, which Swift cannot call, and each is also a macro, hence the parentheses.

static inline CURLcode tb_curl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode tb_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode tb_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

// For both what is written and the header lines.
static inline CURLcode tb_curl_set_receiver(
    CURL *easy, CURLoption option, size_t (*receiver)(char *, size_t, size_t, void *)
) {
    return (curl_easy_setopt)(easy, option, receiver);
}

static inline CURLcode tb_curl_set_socket_opener(
    CURL *easy, curl_socket_t (*opener)(void *, curlsocktype, struct curl_sockaddr *)
) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, opener);
}

static inline CURLcode tb_curl_set_before_request(CURL *easy, int (*check)(void *, char *, char *, int, int)) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, check);
}

static inline CURLcode tb_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode tb_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLMcode tb_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

// The address is declared as the shorter `struct sockaddr` and runs past its end.
static inline const void *tb_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}
