"""What people type into the working pages."""
