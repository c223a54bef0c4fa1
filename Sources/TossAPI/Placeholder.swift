// TossAPI
