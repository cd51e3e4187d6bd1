package org.dora4j.model.hub;

import java.net.URI;

/**
 * What the server says about a file before it is fetched.
 *
 * @param name in the repository
 * @param etag its hash
 * @param size in bytes
 * @param location where its bytes are
 */
record RemoteFile(String name, String etag, long size, URI location) {}
