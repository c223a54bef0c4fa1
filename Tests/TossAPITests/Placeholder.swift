// TossAPITests
