module github.com/pawgen/pawgen

go 1.25.0
