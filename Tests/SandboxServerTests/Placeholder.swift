// SandboxServerTests
