"""What every process of Jejak shares: settings, connections, logs, its way out."""
