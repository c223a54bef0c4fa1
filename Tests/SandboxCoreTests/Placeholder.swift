// SandboxCoreTests
