/**
 * A mock of Auth0 whose revocations are real, for tests. {@link io.github.revokespec.mock.MockContainer} runs it in a container,
 * {@link io.github.revokespec.mock.MockProcess} as a process of this machine, and {@link io.github.revokespec.mock.Mock} is one that runs
 * already. What is done to it is the same.
 */
package io.github.revokespec.mock;
