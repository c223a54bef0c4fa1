// TossboxTests
